import type { Readable } from "node:stream";
import { constants, createBrotliDecompress, createUnzip } from "node:zlib";

/**
 * A response body without its content coding; `"too-large"` as soon as the decoded bytes pass the
 * limit, so that a few kilobytes cannot unfold into gigabytes, and `"broken"` for a coding that does
 * not decode. The stream is destroyed in every case.
 */
export async function readCapped(
  body: Readable,
  { coding, limit }: { coding: string; limit: number },
): Promise<Uint8Array | "too-large" | "broken"> {
  // A stream that is destroyed half-read emits an error, and one that nobody hears ends the process.
  body.on("error", () => {});
  const codings = coding
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
  // One coding is what servers send; a stack of them is an attack.
  if (codings.length > 1) {
    body.destroy();
    return "broken";
  }
  const decoder = codings[0] === undefined ? undefined : decoderOf(codings[0]);
  if (codings[0] !== undefined && !decoder) {
    body.destroy();
    return "broken";
  }
  // Not `pipeline`: what went wrong on the wire must reach the loop below, and end it.
  decoder?.on("error", () => {});
  if (decoder) body.once("error", (error) => decoder.destroy(error));
  const source = decoder ? body.pipe(decoder) : body;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > limit) return "too-large";
      chunks.push(chunk);
    }
  } catch (error) {
    if (isDecoding(error)) return "broken";
    throw error;
  } finally {
    body.destroy();
    decoder?.destroy();
  }
  return Buffer.concat(chunks);
}

function decoderOf(coding: string) {
  // A body cut off in its last block is still worth reading.
  const flush = { finishFlush: constants.Z_SYNC_FLUSH };
  if (coding === "gzip" || coding === "x-gzip" || coding === "deflate") return createUnzip(flush);
  return coding === "br" ? createBrotliDecompress() : undefined;
}

function isDecoding(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(?:Z_|ERR_(?:BROTLI_|_ERROR|PADDING|BUF))/.test(code);
}
