import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";

/** Chromium without its calls home; `--no-sandbox` because a container's root may not have one. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--force-color-profile=srgb",
];

/** Runs `work` with a browser that has a fresh profile; closes it and removes the profile afterwards. */
export async function withBrowser(options, work) {
  const profile = mkdtempSync(join(tmpdir(), "switchboard-preview-"));
  const executablePath = process.env.CHROMIUM ?? onPath("chromium");
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, ...options });
  try {
    return await work(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Serves `web/` while `work` runs, and hands it the address of the preview. */
export async function withPreview(work) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const server = await createServer({ root, logLevel: "warn", server: { port: 0, host: "127.0.0.1", hmr: false, watch: null } });
  await server.listen();
  const { port } = server.httpServer.address();
  try {
    return await work(`http://127.0.0.1:${port}/preview/`);
  } finally {
    await server.close();
  }
}

/** Playwright wants a path, not a name to look for. */
function onPath(name) {
  const folder = (process.env.PATH ?? "").split(":").find((candidate) => existsSync(join(candidate, name)));
  if (folder === undefined) throw new Error(`no ${name} on PATH; set CHROMIUM to the browser's file`);
  return join(folder, name);
}
