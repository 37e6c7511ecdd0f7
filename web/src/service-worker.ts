import { handling, type Shell } from "./shell";

declare const self: ServiceWorkerGlobalScope;
/** Written in by the build. */
declare const __SHELL__: Shell;

const SHELL = __SHELL__;
const PREFIX = "switchboard-shell-";
const CACHE = PREFIX + SHELL.version;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Past the browser's own cache, which may hold the files of the build before under the names that never change.
      await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: "reload" })));
      // Not one of the build's files, and no reason to do without a shell where it is missing.
      await cache.add(new Request("config.json", { cache: "reload" })).catch(() => undefined);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  switch (handling(SHELL, self.location.href, request.method, request.url)) {
    case "networkFirst":
      event.respondWith(networkFirst(request));
      break;
    case "cacheFirst":
      event.respondWith(cacheFirst(request));
      break;
    case "untouched":
      break;
  }
});

/** The notification of a call was touched: whoever touches it wants to answer, so the phone comes to the front. */
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    (async () => {
      const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      await (page === undefined ? self.clients.openWindow("./") : page.focus());
    })(),
  );
});

async function networkFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) {
      await cache.put(keptAs(request), response.clone());
    }
    return response;
  } catch (error) {
    const kept = await cache.match(keptAs(request));
    if (kept === undefined) {
      throw error;
    }
    return kept;
  }
}

async function cacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? (await fetch(request));
}

/** The page is kept once, under one name, whether it was asked for by its folder or by its file. */
function keptAs(request: Request): string {
  return new URL(request.url).pathname.endsWith("config.json") ? "config.json" : "index.html";
}
