// What the sidecar holds and the app shows: timeline, follows, comments to decide. Answers are parsed,
// and the last good one is kept for reading without a connection.

import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import * as z from "zod/mini";
import type { Core } from "./core.ts";

/** Asks and parses. Refuses as the sidecar did, or `frame-shape` for an answer of another shape. */
export async function ask<Schema extends z.core.$ZodType>(
  { link }: Pick<Core, "link">,
  method: string,
  params: JsonObject,
  schema: Schema,
): Promise<z.infer<Schema> | Refusal> {
  const answer = await link.request(method, params);
  if (isRefusal(answer)) return answer;
  const parsed = z.safeParse(schema, answer.result);
  return parsed.success
    ? parsed.data
    : refuse("frame-shape", `${method}: ${parsed.error.issues[0]?.path.join(".")}`);
}

/** Keeps an answer under a name. */
export async function keep({ storage }: Pick<Core, "storage">, key: string, value: unknown) {
  await storage.write([{ shelf: "cache", key, value: structuredClone(value) }]);
}

/** The kept answer, if it still has the shape that this build knows. */
export async function kept<Schema extends z.core.$ZodType>(
  { storage }: Pick<Core, "storage">,
  key: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const parsed = z.safeParse(schema, await storage.get("cache", key));
  return parsed.success ? parsed.data : undefined;
}
