/** Where Chromium is, and how it starts: for whatever looks at the page through it. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Without its calls home; `--no-sandbox` because a container's root may not have one. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** The file that `CHROMIUM` names, or else `chromium` on the path: Playwright takes a path only, never a name to look for. */
export function chromiumPath() {
  const name = process.env.CHROMIUM ?? "chromium";
  const folders = name.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`there is no ${name}; install Chromium, or name it in CHROMIUM`);
  }
  return found;
}
