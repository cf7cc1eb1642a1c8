import { request } from "undici";
import { EXIT } from "../exit-code.ts";
import { CliFault, reasonOf } from "../fault.ts";
import type { Words } from "../words/english.ts";
import { net } from "./lookup.ts";

/** An answer of a sidecar or a vault, its body read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON, or undefined when it is none. */
  readonly json: unknown;
}

/** No answer is bigger: a whole manifest is 32 MiB at most (protocol's `manifestBytes`). */
const MOST_BYTES = 33 * 1024 * 1024;

/** One HTTP request; throws what undici throws when nobody answers within `timeout` ms. */
export async function ask(
  url: string,
  {
    method = "GET",
    headers = {},
    body,
    timeout = 10_000,
  }: {
    method?: "GET" | "POST" | "HEAD";
    headers?: Record<string, string>;
    /** Sent as JSON. */
    body?: unknown;
    timeout?: number;
  } = {},
): Promise<Answer> {
  const answer = await request(url, {
    method,
    dispatcher: net,
    signal: AbortSignal.timeout(timeout),
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: answer.statusCode, headers: answer.headers, text, json: jsonOf(text) };
}

/** Like `ask`, with a fault in the person's language when nobody answers. */
export async function askOrFault(
  url: string,
  { words, ...options }: Parameters<typeof ask>[1] & { words: Words },
): Promise<Answer> {
  try {
    return await ask(url, options);
  } catch (error) {
    throw new CliFault("unreachable", words.unreachable(url, reasonOf(error)), {
      exit: EXIT.unreachable,
      mend: words.unreachableMend,
      cause: error,
    });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
