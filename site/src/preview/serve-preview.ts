// The preview as a server on this machine, on a port of its own: a browser that was let in by the key
// in the address sees drafts, and no other page of the web does.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { streamSSE } from "hono/streaming";
import type { PreviewSite } from "./preview-site.ts";

export interface Preview extends AsyncDisposable {
  /** Lets a browser in and leads it to `path`. */
  url(path: string): string;
}

const RELOAD =
  'const events = new EventSource("/_preview/events");events.onmessage = () => location.reload();';
const WATCHED = '<script src="/_preview/reload.js" defer></script>';

/** Opens the preview on 127.0.0.1; `port` 0 is any free one. */
export async function openPreview(site: PreviewSite, { port = 0 } = {}): Promise<Preview> {
  const key = randomBytes(24).toString("base64url");
  let host = "";
  const app = previewApp(site, { key, host: () => host });
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  server.unref();
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: (path) => `http://${host}/_preview/${key}${encodeURI(path)}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

/** The routes; `host` is the only `Host` that is answered. */
export function previewApp(
  site: PreviewSite,
  { key, host }: { key: string; host: () => string },
): Hono {
  const app = new Hono();
  // Cookies know no ports: another preview on this machine has its own.
  const cookie = () => `courtyard-preview-${host().split(":")[1]}`;
  const expected = digest(key);
  const isKey = (text: string | undefined) => timingSafeEqual(digest(text ?? ""), expected);

  app.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Content-Security-Policy", "frame-ancestors 'none'");
    c.header("X-Robots-Tag", "noindex");
    // A page of the web that points its own name here (DNS rebinding) still sends that name.
    if (c.req.header("host") !== host()) return refuse(c);
    await next();
  });

  // Let in by the address. A page leads on, since a cookie of this strictness is not sent with a
  // redirect of somebody else's link.
  app.get("/_preview/:key{[A-Za-z0-9_-]{32}}/*", (c) => {
    const given = c.req.param("key");
    if (!isKey(given)) return refuse(c);
    setCookie(c, cookie(), given, { path: "/", httpOnly: true, sameSite: "Strict" });
    const path = new URL(c.req.url).pathname.slice(`/_preview/${given}`.length);
    // Never `//elsewhere`: that would be another host.
    const target = escaped(path.replace(/^\/+/, "/"));
    return c.html(
      `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${target}"><title>Courtyard</title><a href="${target}">${target}</a>`,
    );
  });

  app.use(async (c, next) => {
    const from = c.req.header("sec-fetch-site") ?? "none";
    if (!isKey(getCookie(c, cookie())) || !["none", "same-origin"].includes(from)) return refuse(c);
    await next();
  });
  app.get("/_preview/reload.js", (c) => {
    c.header("Content-Type", "text/javascript; charset=utf-8");
    return c.body(RELOAD);
  });
  app.get("/_preview/events", (c) =>
    streamSSE(c, async (stream) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = site.watch(() => void stream.writeSSE({ data: "changed" }));
      stream.onAbort(resolve);
      await promise;
      stop();
    }),
  );
  app.get("*", async (c) => {
    const path = decoded(c.req.path);
    const file = path === undefined ? undefined : await site.get(path);
    if (!file) return c.text("", path === undefined ? 400 : 503);
    c.header("Content-Type", file.type);
    const { body, status } = file;
    const isPage = typeof body === "string" && file.type.startsWith("text/html");
    const shown = isPage ? body.replace("</body>", () => `${WATCHED}</body>`) : body;
    return c.body(shown, status as 200);
  });
  return app;
}

function refuse(c: Context): Response {
  return c.text(
    "This is a preview of drafts. Open it by the address that `courtyard preview` prints.\n这里是草稿的预览，请用 `courtyard preview` 给出的网址打开。\n",
    403,
  );
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
