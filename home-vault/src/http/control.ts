// The control API: for the command line on this machine, with the folder's token.

import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { Vault } from "../vault.ts";
import { isVaultRefusal, refuseLocally } from "../vault-refusal.ts";
import { bearerOnly } from "./control-token.ts";

const capability = z.enum(["publish", "comment", "chat"]);
const nothing = z.strictObject({});
const schemas = {
  claim: z.strictObject({ sidecar: z.string().max(300), code: z.string().max(64) }),
  pairCode: z.strictObject({ can: z.array(capability).min(1).max(3).optional() }),
  publisherKey: z.strictObject({ name: z.string().min(1).max(64).optional() }),
  revoke: z.strictObject({ device: z.string().length(22) }),
  recover: z.strictObject({
    phrase: z.string().max(500),
    address: z.string().max(320),
    keepDevices: z.boolean().optional(),
  }),
  rotate: z.strictObject({ phrase: z.string().max(500) }),
  alarmSeen: z.strictObject({ identity: z.string().max(64) }),
};

/** The routes under `/control`. Answers `{ ok: true, … }` or a refusal with 400 (410 when gone). */
export function controlApi(vault: Vault, { token }: { token: string }): Hono {
  const api = new Hono();
  api.use(async (c, next) => {
    await next();
    // Secrets pass here: no cache may keep them.
    c.header("Cache-Control", "no-store");
  });
  api.use(bearerOnly(token));
  api.use(
    bodyLimit({ maxSize: 16 * 1024, onError: (c) => c.json(refuseLocally("request-shape"), 413) }),
  );

  function post<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    run: (body: z.output<Schema>) => object | Promise<object>,
  ): void {
    api.post(path, async (c) => {
      const body = schema.safeParse(await bodyOf(c));
      if (!body.success) return c.json(refuseLocally("request-shape"), 400);
      return answer(c, await run(body.data));
    });
  }

  api.get("/status", (c) => answer(c, vault.status()));
  post("/claim", schemas.claim, vault.claim);
  post("/move", schemas.claim, vault.move);
  post("/pair-code", schemas.pairCode, ({ can }) => vault.pairCode(can));
  post("/phrase", nothing, () => vault.showPhrase());
  post("/publisher-key", schemas.publisherKey, ({ name }) => vault.publisherKey(name));
  post("/revoke", schemas.revoke, ({ device }) => vault.revoke(device));
  post("/recover", schemas.recover, vault.recover);
  post("/rotate", schemas.rotate, ({ phrase }) => vault.rotate(phrase));
  post("/alarm-seen", schemas.alarmSeen, ({ identity }) => vault.alarmSeen(identity));
  return api;
}

/** No body at all counts as an empty object. */
async function bodyOf(c: Context): Promise<unknown> {
  try {
    const text = await c.req.text();
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return null;
  }
}

function answer(c: Context, result: object): Response {
  if (isVaultRefusal(result)) return c.json(result, result.code === "phrase-shown" ? 410 : 400);
  if (isRefusal(result)) return c.json(result, 400);
  return c.json({ ok: true, ...result });
}
