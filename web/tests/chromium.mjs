import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  // The page that stands for Twilio holds no microphone, and would otherwise give only candidates under random names.
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  // Whatever the page asks of another host fails at once, and stays on this machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/** A real Chromium with a folder of its own, in English unless a page asks otherwise. */
export async function startChromium() {
  const folder = mkdtempSync(join(tmpdir(), "switchboard-chromium-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: onPath(process.env.CHROMIUM ?? "chromium"),
    args: FLAGS,
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

/** Playwright takes a path only, never a name to look for. */
function onPath(name) {
  const folders = name.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`there is no ${name}; install Chromium, or name it in CHROMIUM`);
  }
  return found;
}
