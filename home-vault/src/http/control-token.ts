import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MiddlewareHandler } from "hono";
import { refuseLocally } from "../vault-refusal.ts";

/** The token of this folder's control API (`control.token`, 0600); made at the first start. */
export function controlToken(dir: string): string {
  const path = join(dir, "control.token");
  if (existsSync(path)) {
    const token = readFileSync(path, "utf8").trim();
    if (token.length >= 32) return token;
  }
  const token = randomBytes(32).toString("base64url");
  writeFileSync(path, `${token}\n`, { mode: 0o600, flush: true });
  return token;
}

/** Lets through only requests with `Authorization: Bearer` and this token. */
export function bearerOnly(token: string): MiddlewareHandler {
  const expected = digest(`Bearer ${token}`);
  return async (c, next) => {
    // Digests have one length, so that the comparison takes one time.
    if (!timingSafeEqual(digest(c.req.header("authorization") ?? ""), expected))
      return c.json(refuseLocally("unauthorized"), 401);
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
