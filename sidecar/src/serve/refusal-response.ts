import type { Refusal, RefusalCode } from "@courtyard/protocol/refusal.ts";

const STATUS: Partial<Record<RefusalCode, number>> = {
  "capability-missing": 403,
  "device-revoked": 403,
  "identity-other": 403,
  "key-unknown": 403,
  "manifest-signature": 403,
  "signature-invalid": 403,
  "policy-refused": 403,
  "tenant-unknown": 404,
  "not-found": 404,
  "blob-unwanted": 404,
  "manifest-base": 409,
  "manifest-rollback": 409,
  "json-too-large": 413,
  "manifest-too-large": 413,
  "blob-size": 422,
  "blob-hash": 422,
  "rate-limited": 429,
  "quota-exceeded": 507,
  internal: 500,
};

/** The HTTP status that comes nearest to a refusal; 400 for what is not listed. */
export function statusOf(code: RefusalCode): number {
  return STATUS[code] ?? 400;
}

/** A refusal as a JSON answer, with what else the caller needs to know. */
export function refusalResponse(
  { code, detail }: Refusal,
  extra: Record<string, number> = {},
): Response {
  const body = { ok: false, code, ...(detail !== undefined && { detail }), ...extra };
  const headers: Record<string, string> = { "cache-control": "no-store" };
  if (code === "rate-limited") headers["retry-after"] = "60";
  return Response.json(body, { status: statusOf(code), headers });
}
