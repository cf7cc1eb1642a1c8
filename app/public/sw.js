// Lets the app open without a network. The page itself always comes from the network when there is
// one, so that a new build is never held back; what has its hash in its name is kept, and what the
// newest page no longer names is let go. Nothing else is touched: no API, no sockets.

const CACHE = "courtyard-app-1";
const SHELL = "./";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const scope = new URL(self.registration.scope);
  if (request.method !== "GET" || url.origin !== scope.origin) return;
  if (request.mode === "navigate" && url.pathname === scope.pathname) {
    event.respondWith(page(request));
  } else if (url.pathname.startsWith(`${scope.pathname}assets/`)) {
    event.respondWith(asset(request));
  }
});

async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) {
      await cache.put(SHELL, fresh.clone());
    }
    return fresh;
  } catch (cause) {
    const kept = await cache.match(SHELL);
    if (kept) return kept;
    throw cause;
  }
}

async function asset(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await cache.put(request, fresh.clone());
  return fresh;
}

// The page says which files it is made of, once it runs well.
self.addEventListener("message", (event) => {
  if (event.data?.type !== "made-of") return;
  event.waitUntil(keepOnly(new Set(event.data.urls)));
});

async function keepOnly(urls) {
  const cache = await caches.open(CACHE);
  const shell = new URL(SHELL, self.registration.scope).href;
  for (const { url } of await cache.keys()) {
    if (url !== shell && !urls.has(url)) await cache.delete(url);
  }
  // What the page loaded before this worker was there, the page itself too, is fetched once more.
  await Promise.all(
    [shell, ...urls].map(async (url) => (await cache.match(url)) ?? cache.add(url).catch(() => {})),
  );
}
