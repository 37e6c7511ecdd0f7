/** The files that make up the page without its configuration, and a version that changes with any of them. */
export interface Shell {
  readonly version: string;
  /** Addresses relative to the worker's own. */
  readonly files: readonly string[];
}

/** What to do with a request of the page. */
export type Handling =
  /** The network's answer, else what was kept: the page itself, which must be the newest that there is. */
  | "networkFirst"
  /** What was kept, else the network's answer: its name or the shell's version changes with its contents. */
  | "cacheFirst"
  /** Not the worker's business. */
  | "untouched";

/**
 * How to handle a request to `url`, for a worker at `base`.
 *
 * A token, and any other answer of the API, must never be kept: only files that are on the list, asked for by `GET` from the
 * page's own host, are touched at all. `config.json` is not one of the build's files, yet without it the page that opens
 * offline would not know its languages.
 */
export function handling(shell: Shell, base: string, method: string, url: string): Handling {
  const place = new URL("./", base).href;
  const { href, search } = new URL(url);
  if (method !== "GET" || search !== "" || !href.startsWith(place)) {
    return "untouched";
  }
  const path = href.slice(place.length).replace(/#.*$/, "");
  if (path === "" || path === "index.html" || path === "config.json") {
    return "networkFirst";
  }
  return shell.files.includes(path) ? "cacheFirst" : "untouched";
}
