import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type ByteRange, parseRange } from "./byte-range.ts";
import { parseTags, sameTag } from "./entity-tag.ts";
import { type Coding, negotiateEncoding } from "./negotiate-encoding.ts";
import type { Resource, ResourceBody } from "./resource.ts";

const gzipQuickly = promisify(gzip);
/** Larger text waits for the background compression rather than for us. */
const QUICK_LIMIT = 2 * 1024 * 1024;

/**
 * Answers GET and HEAD for a resource: conditional requests, one byte range, content coding
 * (RFC 9110 §12–14). `headers` are the surface's own, `cacheControl` the path's.
 */
export async function respond(
  request: Request,
  resource: Resource,
  {
    headers,
    cacheControl,
    status = 200,
  }: { headers: Record<string, string>; cacheControl: string; status?: 200 | 404 },
): Promise<Response> {
  const out = new Headers(headers);
  out.set("cache-control", cacheControl);
  if (resource.compressible) out.set("vary", "accept-encoding");
  const asked = request.headers;

  const known = status === 200 ? matchingTag(asked.get("if-none-match"), resource) : undefined;
  if (known !== undefined) {
    out.set("etag", known);
    return new Response(null, { status: 304, headers: out });
  }
  out.set("content-type", resource.type);
  out.set("accept-ranges", "bytes");

  const range = status === 200 ? rangeOf(request, resource) : undefined;
  if (range === "unsatisfiable") {
    out.set("content-range", `bytes */${resource.size}`);
    out.delete("content-type");
    return new Response(null, { status: 416, headers: out });
  }
  if (range) {
    out.set("etag", tagOf(resource, "identity"));
    out.set("content-range", `bytes ${range.first}-${range.last}/${resource.size}`);
    out.set("content-length", String(range.last - range.first + 1));
    return new Response(await resource.read("identity", range), { status: 206, headers: out });
  }

  const chosen = await choose(asked.get("accept-encoding") ?? undefined, resource);
  out.set("etag", chosen.tag);
  if (chosen.coding !== "identity") out.set("content-encoding", chosen.coding);
  if (chosen.body instanceof Uint8Array) out.set("content-length", String(chosen.body.length));
  else out.set("content-length", String(resource.size));
  if (request.method === "HEAD") {
    if (!(chosen.body instanceof Uint8Array)) await chosen.body.cancel();
    return new Response(null, { status, headers: out });
  }
  return new Response(chosen.body, { status, headers: out });
}

async function choose(
  header: string | undefined,
  resource: Resource,
): Promise<{ coding: Coding; tag: string; body: ResourceBody }> {
  if (resource.compressible) {
    const coding = negotiateEncoding(header, resource.ready);
    if (coding !== "identity") {
      return { coding, tag: tagOf(resource, coding), body: await resource.read(coding) };
    }
    if (
      resource.ready.length === 0 &&
      resource.size <= QUICK_LIMIT &&
      negotiateEncoding(header, ["gzip"]) === "gzip"
    ) {
      const plain = await resource.read("identity");
      const body = await gzipQuickly(await wholeOf(plain), { level: 4 });
      // Weak: the form made in the background later has other bytes.
      return { coding: "gzip", tag: `W/${tagOf(resource, "gzip")}`, body };
    }
  }
  return {
    coding: "identity",
    tag: tagOf(resource, "identity"),
    body: await resource.read("identity"),
  };
}

async function wholeOf(body: ResourceBody): Promise<Uint8Array> {
  return body instanceof Uint8Array ? body : new Uint8Array(await new Response(body).arrayBuffer());
}

/** The strong ETag of one coding: other bytes, other tag. */
function tagOf({ tag }: Resource, coding: Coding): string {
  return coding === "identity" ? `"${tag}"` : `"${tag}.${coding === "br" ? "br" : "gz"}"`;
}

/**
 * The tag of `If-None-Match` that names this content in any coding. All of them mean "what you have
 * is still right", and the 304 repeats the client's own, so its cache finds the stored answer.
 */
function matchingTag(header: string | null, resource: Resource): string | undefined {
  if (header === null) return undefined;
  const tags = parseTags(header);
  if (tags === "*") return tagOf(resource, "identity");
  const codings: Coding[] = ["identity", "br", "gzip"];
  return tags.find((tag) => codings.some((coding) => sameTag(tag, tagOf(resource, coding))));
}

/** Ranges are served of the plain bytes only: a client resumes what it began without coding. */
function rangeOf(request: Request, resource: Resource): ByteRange | "unsatisfiable" | undefined {
  const header = request.headers.get("range");
  if (header === null || request.method !== "GET") return undefined;
  const condition = request.headers.get("if-range");
  // If-Range wants a strong match; a date never matches, since we send no Last-Modified.
  if (condition !== null && condition.trim() !== tagOf(resource, "identity")) return undefined;
  const range = parseRange(header, resource.size);
  return range === "ignore" ? undefined : range;
}
