import { type Refusal, type RefusalCode, refuse } from "@courtyard/protocol/refusal.ts";

/**
 * The whole body of a request, at most `limit` bytes: what says it is longer is refused unread, what
 * turns out longer is refused at the limit.
 */
export async function readBody(
  request: Request,
  { limit, code }: { limit: number; code: RefusalCode },
): Promise<Uint8Array | Refusal> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return refuse(code);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > limit) return refuse(code);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

/** A request's body in chunks; nothing for one without a body. */
export async function* bodyOf(request: Request): AsyncIterable<Uint8Array> {
  if (request.body === null) return;
  yield* request.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>;
}
