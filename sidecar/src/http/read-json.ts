import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { type JsonValue, parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { Context } from "hono";
import type { HttpEnv } from "./create-http.ts";

/**
 * A request's body as strict JSON, at most `bytes`: the announced length is judged before a byte
 * is read, and reading stops at the bound. Refuses `json-*`.
 */
export async function readJson(
  c: Context<HttpEnv>,
  { bytes }: { bytes: number },
): Promise<{ ok: true; value: JsonValue } | Refusal> {
  if (Number(c.req.header("content-length") ?? 0) > bytes) return refuse("json-too-large");
  const body = c.req.raw.body;
  if (!body) return refuse("json-malformed", "empty");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > bytes) return refuse("json-too-large");
    chunks.push(chunk);
  }
  const parsed = parseStrict(Buffer.concat(chunks), { bytes });
  return isRefusal(parsed) ? parsed : { ok: true, value: parsed.value };
}
