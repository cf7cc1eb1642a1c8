// What a publisher asks its sidecar. What it answers is a value; only a fault of ours is thrown.

import { createReadStream } from "node:fs";
import type { ManifestDelta } from "@courtyard/protocol/manifest.ts";
import { type Agent, request } from "undici";
import { z } from "zod";

/** Answers to a delta. `away` is worth another try later; `refused` is not, without a change. */
export type PublishAnswer =
  | { readonly kind: "live" }
  | { readonly kind: "scheduled" }
  | { readonly kind: "waiting"; readonly need: readonly string[] }
  /** Another version is there than was thought: `manifest-base` or `manifest-rollback`. */
  | { readonly kind: "base"; readonly have: number }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string }
  | { readonly kind: "away"; readonly reason: string };

const accepted = z.union([
  z.object({ state: z.literal("waiting"), need: z.array(z.string()) }),
  z.object({ state: z.string() }),
]);
const refusal = z.object({
  code: z.string(),
  detail: z.string().optional(),
  have: z.int().optional(),
});

export interface SidecarClient {
  publish(delta: ManifestDelta): Promise<PublishAnswer>;
  /** Uploads one blob from a file. */
  upload(sha256: string, file: { path: string; size: number }): Promise<PublishAnswer>;
  /** The manifest that is live there, the owner's identity log, and headers of versions; unread, and undefined when it cannot be asked. */
  manifest(): Promise<string | undefined>;
  identityLog(): Promise<string | undefined>;
  publications(): Promise<unknown>;
}

/** A client for the sidecar at `origin`. */
export function sidecarClient(origin: string, { agent }: { agent: Agent }): SidecarClient {
  async function ask(
    path: string,
    options: {
      method: "POST" | "PUT";
      body: string | NodeJS.ReadableStream;
      headers: Record<string, string>;
    },
  ): Promise<PublishAnswer> {
    try {
      const response = await request(new URL(path, origin), {
        ...options,
        body: options.body as string,
        dispatcher: agent,
      });
      const text = await response.body.text();
      return readAnswer(response.statusCode, text);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { kind: "away", reason: code ?? message };
    }
  }
  async function read(path: string): Promise<string | undefined> {
    try {
      const response = await request(new URL(path, origin), { dispatcher: agent });
      const text = await response.body.text();
      return response.statusCode === 200 ? text : undefined;
    } catch {
      return undefined;
    }
  }
  return {
    publish: (delta) =>
      ask("/_courtyard/publish", {
        method: "POST",
        body: JSON.stringify(delta),
        headers: { "content-type": "application/json" },
      }),
    upload: (sha256, { path, size }) =>
      ask(`/_courtyard/blob/${sha256}`, {
        method: "PUT",
        body: createReadStream(path),
        headers: { "content-type": "application/octet-stream", "content-length": String(size) },
      }),
    manifest: () => read("/.well-known/courtyard/manifest.json"),
    identityLog: () => read("/.well-known/courtyard/identity.jsonl"),
    async publications() {
      try {
        return JSON.parse((await read("/_courtyard/publications")) ?? "null");
      } catch {
        return undefined;
      }
    },
  };
}

/** 429 and 5xx pass by themselves; everything else that is not 2xx is about what we sent. */
function readAnswer(status: number, text: string): PublishAnswer {
  if (status === 204) return { kind: "live" };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (status >= 200 && status < 300) {
    const answer = accepted.safeParse(body);
    if (!answer.success) return { kind: "away", reason: "it answered something unreadable" };
    if ("need" in answer.data) return { kind: "waiting", need: answer.data.need };
    return { kind: answer.data.state === "live" ? "live" : "scheduled" };
  }
  const { code, detail = "", have } = refusal.safeParse(body).data ?? { code: `http-${status}` };
  if (code.startsWith("manifest-") && have !== undefined) return { kind: "base", have };
  if (status === 429 || status >= 500) return { kind: "away", reason: code };
  return { kind: "refused", code, detail };
}
