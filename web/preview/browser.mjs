import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { CHROMIUM_FLAGS, chromiumPath } from "../chromium.mjs";

const FLAGS = [...CHROMIUM_FLAGS, "--force-color-profile=srgb"];

/** Runs `work` with a browser that has a fresh profile; closes it and removes the profile afterwards. */
export async function withBrowser(options, work) {
  const profile = mkdtempSync(join(tmpdir(), "switchboard-preview-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath(), args: FLAGS, ...options });
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
