import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";

/** What `src/service-worker.ts` holds in place of the list until the build knows it. */
const PLACEHOLDER = "__SHELL__";

/**
 * Writes into `service-worker.js` which files make up the shell, and a version that changes with any of them.
 *
 * A list made by hand would miss the hashes of the next build, and the worker would then keep serving the old page.
 */
export function shellList(publicDirectory: string): Plugin {
  return {
    name: "switchboard-shell-list",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle["service-worker.js"];
        if (worker === undefined || worker.type !== "chunk") {
          throw new Error("the build made no service-worker.js");
        }
        const built = Object.values(bundle).filter(({ fileName }) => fileName !== worker.fileName && !fileName.endsWith(".map"));
        const copied = filesUnder(publicDirectory);
        const version = createHash("sha256");
        for (const file of built) {
          version.update(file.fileName).update(file.type === "chunk" ? file.code : file.source);
        }
        for (const file of copied) {
          version.update(file).update(readFileSync(join(publicDirectory, file)));
        }
        const files = [...built.map(({ fileName }) => fileName), ...copied].sort();
        if (!worker.code.includes(PLACEHOLDER)) {
          throw new Error(`service-worker.js no longer names ${PLACEHOLDER}`);
        }
        const shell = JSON.stringify({ version: version.digest("hex").slice(0, 16), files });
        worker.code = worker.code.replaceAll(PLACEHOLDER, () => shell);
      },
    },
  };
}

/** Every file under `directory`, with `/` between the parts. `config.json` is the installation's own and never the build's. */
function filesUnder(directory: string): string[] {
  let entries;
  try {
    entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() && entry.name !== "config.json")
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
