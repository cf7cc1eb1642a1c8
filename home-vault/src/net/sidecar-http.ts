import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, isRefusalCode, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { type JsonObject, type JsonValue, parseStrict } from "@courtyard/protocol/strict-json.ts";
import { Agent, request } from "undici";
import { refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import { lookup } from "./lookup.ts";

const agent = new Agent({
  connect: { lookup, timeout: 10_000 },
  headersTimeout: 15_000,
  bodyTimeout: 15_000,
  maxResponseSize: 2 * LIMITS.identityBytes,
});

type Answer<T> = T | Refusal | VaultRefusal;

/**
 * Posts JSON to the sidecar; the answer's object when it says `ok: true`, else its refusal. Only ever
 * used with the place that the owner named: a vault fetches nothing from where a stranger points.
 */
export async function postJson(url: string, body: object): Promise<Answer<JsonObject>> {
  const answer = await fetched(url, JSON.stringify(body));
  if ("ok" in answer) return answer;
  const parsed = parseStrict(answer.text, { bytes: 2 * LIMITS.identityBytes });
  if (isRefusal(parsed) || !isObject(parsed.value))
    return refuseLocally("sidecar-answer", `status ${answer.status}`);
  if (parsed.value.ok === true) return parsed.value;
  const { code, detail } = parsed.value;
  if (!isRefusalCode(code)) return refuseLocally("sidecar-answer", `status ${answer.status}`);
  return refuse(code, typeof detail === "string" ? detail : undefined);
}

/** GETs a text of at most `LIMITS.identityBytes`; `not-found` for 404. */
export async function getText(url: string): Promise<Answer<{ text: string }>> {
  const answer = await fetched(url);
  if ("ok" in answer) return answer;
  if (answer.status === 404) return refuse("not-found");
  return answer.status === 200
    ? answer
    : refuseLocally("sidecar-answer", `status ${answer.status}`);
}

async function fetched(
  url: string,
  body?: string,
): Promise<{ status: number; text: string } | VaultRefusal> {
  try {
    const { statusCode, body: answer } = await request(url, {
      dispatcher: agent,
      ...(body !== undefined && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      }),
    });
    return { status: statusCode, text: await answer.text() };
  } catch (error) {
    return refuseLocally("sidecar-unreachable", error instanceof Error ? error.message : undefined);
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
