import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Handler } from "hono";
import { refuseLocally } from "../vault-refusal.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json",
  ".wasm": "application/wasm",
};

/** Plain names only, so that nothing outside the build can be named: no dot files, no `..`. */
const SAFE = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/;

/**
 * Serves the app's build. A path without an extension is one of the app's own views and gets
 * `index.html`. When there is no build, says how to make one.
 */
export function appFiles(dist: string): Handler {
  return async (c) => {
    const path = c.req.path;
    if (!SAFE.test(path)) return c.json(refuseLocally("request-shape"), 404);
    const extension = extname(path);
    const name = extension === "" ? "index.html" : path;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await readFile(join(dist, name));
    } catch {
      return extension === ""
        ? c.text(refuseLocally("app-missing").detail ?? "", 503)
        : c.notFound();
    }
    // Vite names what lies in assets/ by its contents.
    const lasting = path.startsWith("/assets/");
    return c.body(bytes, 200, {
      "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
      "Cache-Control": lasting ? "public, max-age=31536000, immutable" : "no-cache",
    });
  };
}
