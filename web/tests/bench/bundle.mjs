/**
 * How large the page is: the files of the build that it asks for on a first visit, and beside them those that its service worker
 * asks for once more, past every cache, to keep them for a visit without a network.
 *
 * The compressed sizes are zlib's, at its defaults for gzip and at the best for Brotli. `cargo local` compresses nothing; the
 * deployed page is compressed by CloudFront, to about these sizes. It sends pictures and sounds as they are, and so they count.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const DIST = new URL("../../dist/", import.meta.url);
const SENT_AS_IT_IS = /\.(png|wav)$/;

/** Notes which files of the page at `url` are asked for in `context`, by the page and by its service worker. */
export function filesAsked(context, url) {
  const asked = { page: new Set(), worker: new Set() };
  context.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === new URL(url).origin && request.method() === "GET") {
      (request.serviceWorker() === null ? asked.page : asked.worker).add(pathname === "/" ? "index.html" : pathname.slice(1));
    }
  });
  return asked;
}

/** The sizes of the files called `names`, and of all of them together. */
export function sizesOf(names) {
  const files = [...names].map(sizes).sort((one, other) => other.bytes - one.bytes);
  const sum = (field) => files.reduce((total, file) => total + file[field], 0);
  return { files, total_bytes: sum("bytes"), gzip_bytes: sum("gzip_bytes"), brotli_bytes: sum("brotli_bytes") };
}

function sizes(name) {
  const content = readFileSync(fileURLToPath(new URL(name, DIST)));
  const { length } = content;
  const compressed = SENT_AS_IT_IS.test(name)
    ? { gzip_bytes: length, brotli_bytes: length }
    : { gzip_bytes: gzipSync(content).length, brotli_bytes: brotliCompressSync(content).length };
  return { name, bytes: length, ...compressed };
}
