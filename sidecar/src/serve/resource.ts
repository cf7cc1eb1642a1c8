import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import type { BlobStore } from "../blob/blob-store.ts";
import { isCompressible } from "../blob/compressible.ts";
import type { ByteRange } from "./byte-range.ts";

/** Something that can be served: one content, in up to three codings. */
export interface Resource {
  /** Names the content, without quotes; each coding adds its own suffix to make its ETag. */
  readonly tag: string;
  /** Media type, with its charset. */
  readonly type: string;
  /** Bytes without coding. */
  readonly size: number;
  /** Whether it is text that profits from coding; then the answer varies by `Accept-Encoding`. */
  readonly compressible: boolean;
  /** Codings that are there already. */
  readonly ready: readonly ("br" | "gzip")[];
  /** The whole bytes in one coding, or a range of the plain ones. */
  read(coding: "br" | "gzip" | "identity", range?: ByteRange): Promise<ResourceBody>;
}

export type ResourceBody = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;

/** Up to this size one read is cheaper than a stream. */
const READ_WHOLE = 512 * 1024;

/** A file of a site, from its blob and the compressed forms beside it. */
export function blobResource(
  blobs: BlobStore,
  { sha256, size, type }: { sha256: string; size: number; type: string },
): Resource {
  const ready: ("br" | "gzip")[] = [];
  if (blobs.hasVariant(sha256, "br")) ready.push("br");
  if (blobs.hasVariant(sha256, "gz")) ready.push("gzip");
  return {
    tag: sha256,
    type: withCharset(type),
    size,
    compressible: isCompressible(type, size),
    ready,
    read: async (coding, range) => {
      if (coding === "br") return readFile(blobs.pathOf(sha256, "br"));
      if (coding === "gzip") return readFile(blobs.pathOf(sha256, "gz"));
      if (!range && size <= READ_WHOLE) return readFile(blobs.pathOf(sha256));
      const stream = createReadStream(blobs.pathOf(sha256), {
        ...(range && { start: range.first, end: range.last }),
        highWaterMark: 256 * 1024,
      });
      return Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>;
    },
  };
}

/** Bytes in memory with the codings made so far. */
export function memoryResource({
  tag,
  type,
  bytes,
  br,
  gzip,
}: {
  tag: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
  br?: Uint8Array<ArrayBuffer> | undefined;
  gzip?: Uint8Array<ArrayBuffer> | undefined;
}): Resource {
  const codings = { br, gzip, identity: bytes };
  return {
    tag,
    type: withCharset(type),
    size: bytes.length,
    compressible: isCompressible(type, bytes.length),
    ready: (["br", "gzip"] as const).filter((coding) => codings[coding] !== undefined),
    read: async (coding, range) => {
      const body = codings[coding];
      if (body === undefined) throw new Error(`no ${coding} form of ${tag}`);
      return range ? body.subarray(range.first, range.last + 1) : body;
    },
  };
}

/** Text without a charset is UTF-8 here; a browser would guess by the visitor's locale. */
function withCharset(type: string): string {
  if (/;\s*charset=/i.test(type)) return type;
  return /^text\/|\/(?:.+\+)?xml$|\/(?:javascript|json)$/.test(type)
    ? `${type}; charset=utf-8`
    : type;
}
