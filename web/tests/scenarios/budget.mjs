import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { OPEN, pairingLink } from "../numbers.mjs";
import { until } from "../until.mjs";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const MOST_BYTES = 200 * 1024;
const FIRST_PAINT_MS = 1_000;

export default {
  // First of all tests, so that the browser has nothing of the page in any cache.
  async "the first paint of a cold load comes within a second"({ open, serve, note }) {
    const { url } = await serve();
    const { page } = await open(url);
    const paint = await until("the page is painted", () => page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime));
    note(`painted after ${Math.round(paint)} ms`);
    assert.ok(paint < FIRST_PAINT_MS, `painted after ${Math.round(paint)} ms`);
  },

  async "all code and style together take at most 200 KB, gzipped"({ note }) {
    const files = readdirSync(DIST, { recursive: true }).filter((file) => /\.(js|css|html)$/.test(file));
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0);
    note(`${(bytes / 1024).toFixed(1)} KB`);
    assert.ok(files.length > 2, `only ${files}`);
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
  },

  async "the page installs, works as a shell without a network, and caches no token"({ open, serve }) {
    const { wire, url } = await serve();
    const softphone = await open(pairingLink(url, OPEN));
    await softphone.session("ready");
    const { page } = softphone;
    const manifest = await page.evaluate(async () => (await fetch(document.querySelector('link[rel="manifest"]').href)).json());
    assert.ok(manifest.name && manifest.start_url && manifest.icons.length > 0);
    await until("the service worker is active", () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"));
    const cached = await page.evaluate(async () => {
      const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
      return (await Promise.all(caches.map((cache) => cache.keys()))).flat().map(({ url }) => new URL(url).pathname);
    });
    assert.ok(cached.length > 0, "nothing is cached");
    assert.deepEqual(cached.filter((path) => path.startsWith("/prod")), []);
    wire.failing = () => 0;
    await page.reload();
    await softphone.page.getByRole("heading", { name: softphone.texts.product }).waitFor();
  },
};
