import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { isCompressible } from "./blob/compressible.ts";
import type { Feature, FeatureContext } from "./feature.ts";
import { memoryResource, type Resource } from "./serve/resource.ts";
import { respond } from "./serve/respond.ts";
import { securityHeaders } from "./serve/security-headers.ts";
import { requestPath } from "./site/request-path.ts";

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

const APP = "/_courtyard/app/";
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  json: "application/json",
  webmanifest: "application/manifest+json",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  webp: "image/webp",
  woff2: "font/woff2",
  wasm: "application/wasm",
  txt: "text/plain",
  map: "application/json",
};
/** Vite writes what has a hash in its name here. */
const HASHED = /^assets\//;

/**
 * The owner's app as it was built, for devices on the move, and `app.json`, which tells it where it
 * is. Whoever controls this server controls this code: the app says so where it matters.
 */
export function createAppFiles(
  { identities }: FeatureContext,
  { folder = resolve(import.meta.dirname, "../../app/dist") }: { folder?: string } = {},
): Feature {
  const files = createFolderFiles(folder);
  return {
    routes: (app) => {
      app.get("/_courtyard/app.json", (c) => {
        const { id, address, origin, identityId } = c.get("tenant");
        const identity = identities.of(id)?.id ?? identityId;
        const body = { v: 1, address: formatAddress(address), origin, via: "sidecar", identity };
        return c.json(body, 200, {
          ...securityHeaders("app", origin),
          "cache-control": "no-store",
        });
      });
      app.get("/_courtyard/app", (c) => c.redirect(APP, 301));
      app.get(`${APP}*`, async (c) => {
        const headers = securityHeaders("app", c.get("tenant").origin);
        const path = requestPath(new URL(c.req.url).pathname.slice(APP.length - 1));
        // Any other path is a view of the app; a missing asset is not.
        const wanted = path === undefined || path === "" ? "index.html" : path;
        const file = await files(wanted);
        const name = file || /\.[a-z0-9]+$/i.test(wanted) ? wanted : "index.html";
        const resource = file ?? (name === wanted ? undefined : await files(name));
        if (!resource) {
          const built = (await files("index.html")) !== undefined;
          return c.text(
            built ? "There is nothing here.\n" : "The app is not built: npm run build -w app\n",
            404,
            headers,
          );
        }
        const hashed = HASHED.test(name);
        return respond(c.req.raw, resource, {
          headers: { ...headers, "service-worker-allowed": APP },
          cacheControl: hashed ? "public, max-age=31536000, immutable" : "no-cache",
        });
      });
    },
  };
}

/** Files of a build folder, kept in memory with their compressed forms until they change on disk. */
function createFolderFiles(folder: string): (path: string) => Promise<Resource | undefined> {
  const kept = new Map<string, { stamp: string; resource: Promise<Resource> }>();
  return async (path) => {
    const full = resolve(folder, path);
    if (!full.startsWith(folder + sep)) return undefined;
    const found = await stat(full).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const stamp = `${found.mtimeMs} ${found.size}`;
    let file = kept.get(path);
    if (file?.stamp !== stamp) {
      file = { stamp, resource: load(full, typeOf(path)) };
      kept.set(path, file);
    }
    return file.resource;
  };
}

async function load(full: string, type: string): Promise<Resource> {
  const bytes = await readFile(full);
  const tag = createHash("sha256").update(bytes).digest("base64url");
  if (!isCompressible(type, bytes.length)) return memoryResource({ tag, type, bytes });
  const [br, gz] = await Promise.all([
    brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    deflate(bytes, { level: 9 }),
  ]);
  return memoryResource({ tag, type, bytes, br, gzip: gz });
}

function typeOf(path: string): string {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return TYPES[extension] ?? "application/octet-stream";
}
