import type { Refusal, RefusalCode } from "@courtyard/protocol/refusal.ts";
import type { Context } from "hono";
import type { HttpEnv } from "./create-http.ts";

const STATUS: Partial<Record<RefusalCode, 403 | 404 | 409 | 413 | 422 | 429 | 503 | 500 | 504>> = {
  "json-too-large": 413,
  "envelope-too-large": 413,
  "rate-limited": 429,
  "quota-exceeded": 429,
  "queue-full": 503,
  "shutting-down": 503,
  "vault-away": 503,
  "identity-unreachable": 503,
  timeout: 504,
  internal: 500,
  blocked: 403,
  "policy-refused": 403,
  "capability-missing": 403,
  "device-revoked": 403,
  "signature-invalid": 403,
  "key-unknown": 403,
  "from-other": 403,
  "claim-code": 403,
  "pairing-code": 403,
  "pairing-expired": 403,
  "pairing-tries": 403,
  "tenant-unknown": 404,
  "not-found": 404,
  "claim-done": 409,
  "identity-other": 403,
  "manifest-signature": 403,
  "manifest-base": 409,
  "manifest-rollback": 409,
  "manifest-too-large": 413,
  "blob-unwanted": 404,
  "blob-size": 422,
  "blob-hash": 422,
};

/** The HTTP status that comes nearest to a refusal; 400 for what is not listed. */
export function statusOf(code: RefusalCode) {
  return STATUS[code] ?? 400;
}

/** Answers a refusal over HTTP: the code decides the status, and the body repeats it for programs. */
export function refuseHttp(c: Context<HttpEnv>, { code, detail }: Refusal): Response {
  return c.json({ ok: false, code, ...(detail !== undefined && { detail }) }, statusOf(code));
}
