// The publisher that runs on this machine, asked over loopback. Where its desk is and by what token it
// knows us stands in a file that it writes for its owner and takes away when it ends.

import { readFile } from "node:fs/promises";
import type { DeskMethod } from "@courtyard/protocol/desk.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { Agent, request } from "undici";
import { z } from "zod";

/** Loopback by number: a name could lead elsewhere, and the token with it (spec 06, SEAL-63). */
const deskFile = z.object({
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  token: z.string().regex(/^[\x21-\x7e]{16,256}$/),
});

/** What the publisher says no with; its codes are its own and no words of the wire. */
const publisherRefusal = z.object({
  code: z.string().max(64),
  detail: z.string().catch("").optional(),
});

/** What the publisher answered: its JSON, or its no. */
export type PublisherAnswer =
  | { value: unknown }
  | { refused: { code: string; detail?: string | undefined } };

export interface Publisher extends AsyncDisposable {
  /** Refuses `publisher-away`, `params-shape`, `answer-too-large`, `timeout`. */
  ask(method: DeskMethod, body: unknown): Promise<PublisherAnswer | Refusal>;
}

/** Pictures inside a preview take no more than this with the page: packed, it fits one answer. */
const PREVIEW_BYTES = LIMITS.deskParts * LIMITS.deskPartBytes - 64 * 1024;
const previewBody = z.strictObject({
  path: z.string().startsWith("/").max(LIMITS.pageLength),
  limit: z.int().min(1).max(PREVIEW_BYTES).default(PREVIEW_BYTES),
});

interface Route {
  verb: "GET" | "POST";
  /** Undefined for a body that is not the method's. */
  path: (body: unknown) => string | undefined;
  /** Milliseconds; an order is answered when it is carried out. */
  within: number;
}

const ROUTES: Readonly<Record<DeskMethod, Route>> = {
  state: { verb: "GET", path: () => "/state", within: 5_000 },
  settings: { verb: "GET", path: () => "/settings", within: 5_000 },
  preview: {
    verb: "GET",
    path: (body) => {
      const asked = previewBody.safeParse(body).data;
      return asked && `/preview?path=${encodeURIComponent(asked.path)}&limit=${asked.limit}`;
    },
    within: 30_000,
  },
  rollback: { verb: "POST", path: () => "/rollback", within: 60_000 },
  publish: { verb: "POST", path: () => "/publish", within: 60_000 },
  "settings.set": { verb: "POST", path: () => "/settings", within: 30_000 },
};

/** The publisher whose desk file is `file`; without one, it is always away. */
export function publisherAt(file: string | undefined): Publisher {
  const agent = new Agent({ connect: { timeout: 2_000 }, maxResponseSize: LIMITS.deskBodyBytes });

  async function send(
    { verb, within }: Route,
    path: string,
    body: unknown,
  ): Promise<{ status: number; text: string } | Refusal> {
    const desk = file === undefined ? undefined : await readDesk(file);
    if (desk === undefined) return refuse("publisher-away");
    try {
      const { statusCode, body: answer } = await request(desk.url + path, {
        dispatcher: agent,
        method: verb,
        headers: { authorization: `Bearer ${desk.token}`, "content-type": "application/json" },
        ...(verb === "POST" && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(within),
        headersTimeout: within,
        bodyTimeout: within,
      });
      return { status: statusCode, text: await answer.text() };
    } catch (error) {
      return refusalOf(error);
    }
  }

  return {
    ask: async (method, body) => {
      const route = ROUTES[method];
      const path = route.path(body);
      if (path === undefined) return refuse("params-shape", method);
      const answer = await send(route, path, body);
      if ("ok" in answer) return answer;
      const { status, text } = answer;
      const value = jsonOf(text);
      if (status === 200) {
        return value === undefined ? refuse("publisher-away", "no JSON") : { value };
      }
      const refused = publisherRefusal.safeParse(value);
      // Another program has the port by now, or a publisher that began anew since we read its file.
      if (!refused.success || status === 401) return refuse("publisher-away", `status ${status}`);
      return { refused: refused.data };
    },
    // What is in hand fails as if the publisher had gone.
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

async function readDesk(file: string): Promise<z.infer<typeof deskFile> | undefined> {
  try {
    return deskFile.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
  } catch {
    return undefined; // it is not there, or half written
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(error: unknown): Refusal {
  const { name, code } = error as { name?: string; code?: string };
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return refuse("answer-too-large");
  const late = ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];
  if (name === "TimeoutError" || late.includes(code ?? "")) return refuse("timeout", "publisher");
  return refuse("publisher-away", code);
}
