import type { Refusal } from "@courtyard/protocol/refusal.ts";
import { statusOf } from "../http/status-of.ts";

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
