import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumPath } from "../chromium.mjs";

const FLAGS = [
  ...CHROMIUM_FLAGS,
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  // Whatever the page asks of another host fails at once, and stays on this machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/** A real Chromium with a folder of its own, in English unless a page asks otherwise; `flags` adds to how it is started. */
export async function startChromium({ flags = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "switchboard-chromium-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath(),
    args: [...FLAGS, ...flags],
    headless: true,
    locale: "en-US",
    timezoneId: "Europe/Paris",
    viewport: { width: 1280, height: 900 },
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  context.setDefaultTimeout(10_000);
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { context, close };
}
