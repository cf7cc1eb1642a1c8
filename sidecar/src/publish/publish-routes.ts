import { fromBase64urlOf } from "@courtyard/protocol/bytes.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { type Manifest, parseDelta } from "@courtyard/protocol/manifest.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { Routes } from "../http/create-http.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import { bodyOf, readBody } from "../serve/read-body.ts";
import { refusalResponse } from "../serve/refusal-response.ts";
import { blobResource } from "../serve/resource.ts";
import { respond } from "../serve/respond.ts";
import { manifestResource } from "./manifest-resource.ts";
import type { Publishing } from "./publishing.ts";
import { newestSeq } from "./tenant-site.ts";

/**
 * A delta is read before its signature can be, so strangers may make us read. One that says it is
 * smaller than this costs little and is always read: nobody who drips large ones holds it up.
 */
const LARGE = 1024 * 1024;
/** Large deltas that are read at the same time, all tenants together: each may be 32 MiB. */
const READING = 4;
/** And of one caller, at once and over time: each may cost a second of work. */
const READING_OF_ONE = 2;
const LARGE_RATE = { burst: 30, perSecond: 1 / 5 };

/** `POST publish`, `PUT` and `GET blob/…`, and the public manifest. The signature in the delta is the only
 * credential, so that no key lies on the server. */
export function publishRoutes(publishing: Publishing, { clock }: { clock: () => number }): Routes {
  const reading: string[] = [];
  const allowed = createBuckets(LARGE_RATE);

  async function readInTurn(request: Request, remote: string) {
    const length = request.headers.get("content-length");
    if (length !== null && Number(length) <= LARGE) return readDelta(request);
    const own = reading.filter((other) => other === remote).length;
    if (reading.length >= READING || own >= READING_OF_ONE || !allowed(remote, clock())) {
      return refuse("rate-limited");
    }
    reading.push(remote);
    return readDelta(request).finally(() => reading.splice(reading.indexOf(remote), 1));
  }

  return (app) => {
    app.post("/_courtyard/publish", async (c) => {
      const tenant = c.get("tenant");
      const delta = await readInTurn(c.req.raw, c.get("remote"));
      const outcome = isRefusal(delta) ? delta : await publishing.publish(tenant, delta);
      if (isRefusal(outcome)) {
        // A delta builds on what is live; a new version must be above all that was accepted.
        const site = publishing.site(tenant);
        const live = site.live?.manifest.header.seq ?? 0;
        const have = outcome.code === "manifest-rollback" ? newestSeq(site) : live;
        const behind = outcome.code === "manifest-base" || outcome.code === "manifest-rollback";
        return refusalResponse(outcome, behind ? { have } : {});
      }
      return c.json(outcome, outcome.state === "waiting" ? 202 : 200);
    });

    app.put("/_courtyard/blob/:sha256", async (c) => {
      const sha256 = c.req.param("sha256");
      if (fromBase64urlOf(sha256, 32) === null) return refusalResponse(refuse("blob-unwanted"));
      const refusal = await publishing.upload(c.get("tenant"), sha256, bodyOf(c.req.raw));
      return refusal ? refusalResponse(refusal) : c.body(null, 204);
    });

    app.get("/_courtyard/blob/:sha256", async (c) => {
      const site = publishing.of(c.get("tenant").id);
      const size = site && sizesOf(site.manifest).get(c.req.param("sha256"));
      if (site === undefined || size === undefined) return refusalResponse(refuse("not-found"));
      // Bytes to be checked, never a page: as HTML they would stand at a second address.
      const file = { sha256: c.req.param("sha256"), size, type: "application/octet-stream" };
      return respond(c.req.raw, blobResource(site.blobs, file), {
        headers: { "access-control-allow-origin": "*", "x-content-type-options": "nosniff" },
        cacheControl: "public, max-age=31536000, immutable",
      });
    });

    // Every one of these was public while it was live; the files of former versions are not told.
    app.get("/_courtyard/publications", (c) => {
      c.header("Cache-Control", "no-store");
      return c.json({ ok: true, publications: publishing.headers(c.get("tenant")) });
    });

    app.get("/.well-known/courtyard/manifest.json", async (c) => {
      const site = publishing.of(c.get("tenant").id);
      if (!site) return refusalResponse(refuse("not-found", "nothing was published yet"));
      return respond(c.req.raw, manifestResource(site.manifest), {
        headers: { "access-control-allow-origin": "*", "x-content-type-options": "nosniff" },
        cacheControl: "public, no-cache",
      });
    });
  };
}

const sizes = new WeakMap<Manifest, ReadonlyMap<string, number>>();

/** The size of every blob of a manifest, by hash; read once for each. */
function sizesOf(manifest: Manifest): ReadonlyMap<string, number> {
  const known = sizes.get(manifest);
  if (known) return known;
  const made = new Map(Object.values(manifest.files).map(({ sha256, size }) => [sha256, size]));
  sizes.set(manifest, made);
  return made;
}

async function readDelta(request: Request): Promise<ReturnType<typeof parseDelta>> {
  const limit = LIMITS.manifestBytes;
  const body = await readBody(request, { limit, code: "manifest-too-large" });
  if (isRefusal(body)) return body as Refusal;
  const json = parseStrict(body, { bytes: limit });
  return isRefusal(json) ? json : parseDelta(json.value);
}
