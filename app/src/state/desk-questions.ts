// Questions to the publisher, through the vault: sealed for it, answered sealed for this device. They
// are asked while somebody waits in front of the screen, so nothing of them is queued or kept.

import { text as utf8Text } from "@courtyard/protocol/bytes.ts";
import type { DeskMethod } from "@courtyard/protocol/desk.ts";
import { type Gathering, gatherAnswer } from "@courtyard/protocol/desk-parts.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import {
  type DeskAnswer,
  type DeskRefusal,
  type DeskRequest,
  newPayloadId,
} from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import type { Chat } from "./chat.ts";
import type { Core } from "./core.ts";

/** The publisher's own no, such as `version-unknown`; its codes are no words of the wire. */
export interface DeskNo {
  readonly no: string;
  readonly detail: string;
}

export interface AskOptions<Schema> {
  readonly body?: object;
  readonly answer: Schema;
  /** Milliseconds without a word of the vault after which it counts as away. */
  readonly patience?: number;
  /** How much has come, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Nobody waits any more: the answer is dropped, and the question refused with `timeout`. */
  readonly signal?: AbortSignal;
}

export interface DeskQuestions extends Disposable {
  /**
   * Asks and parses. Refuses as the vault does (`publisher-away`, `capability-missing`, …), `timeout`
   * without a line or an answer, `sealed-not-for-me` without a vault, `sealed-payload` for a bad one.
   */
  ask<Schema extends z.core.$ZodType>(
    method: DeskMethod,
    options: AskOptions<Schema>,
  ): Promise<z.infer<Schema> | DeskNo | Refusal>;
  /** Takes what came from the vault; what nobody asked for is dropped. */
  onAnswer(answer: DeskAnswer | DeskRefusal): void;
}

/** Whether the publisher itself said no. */
export function isDeskNo(value: unknown): value is DeskNo {
  return typeof value === "object" && value !== null && "no" in value;
}

const PATIENCE = 20_000;

interface Waiting {
  readonly gathering: Gathering;
  readonly done: (end: Uint8Array | Refusal) => void;
  readonly heard: () => void;
}

const saidNo = z.object({
  refused: z.object({ code: z.string(), detail: z.catch(z.string(), "") }),
});

/** The questions of this device. */
export function createDeskQuestions(
  { link, isLinked }: Pick<Core, "link"> & { isLinked: () => boolean },
  chat: Pick<Chat, "sealForVault">,
): DeskQuestions {
  const waiting = new Map<string, Waiting>();

  async function send(method: DeskMethod, id: string, body: object): Promise<Refusal | undefined> {
    // A line that comes back later must not carry what nobody waits for any more.
    if (!isLinked()) return refuse("timeout", "no line");
    const text = JSON.stringify(body);
    if (text.length > LIMITS.deskRequestLength) return refuse("params-shape", "too long");
    const request: DeskRequest = { v: 1, kind: "desk.request", id, method, body: text };
    const envelope = await chat.sealForVault({ ...request }, { ttl: LIMITS.deskLife });
    if (!envelope) return refuse("sealed-not-for-me", "no vault");
    const sent = await link.deliver(envelope);
    return isRefusal(sent) ? sent : undefined;
  }

  function answered(
    method: DeskMethod,
    { body = {}, patience = PATIENCE, onProgress, signal }: AskOptions<unknown>,
  ): Promise<Uint8Array | Refusal> {
    const id = newPayloadId();
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout>;
      const gathering = gatherAnswer();
      const give = () => done(refuse("timeout", "given up"));
      const done = (end: Uint8Array | Refusal) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", give);
        waiting.delete(id);
        resolve(end);
      };
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => done(refuse("timeout", method)), patience);
      };
      const heard = () => {
        wait();
        onProgress?.(gathering.of === 0 ? 0 : gathering.come / gathering.of);
      };
      wait();
      waiting.set(id, { gathering, done, heard });
      signal?.addEventListener("abort", give);
      send(method, id, body).then(
        (refusal) => refusal && done(refusal),
        (cause) => done(refuse("internal", String(cause))),
      );
    });
  }

  return {
    async ask(method, options) {
      const packed = await answered(method, options);
      if (isRefusal(packed)) return packed;
      const value = await unpacked(packed);
      if (isRefusal(value)) return value;
      const no = z.safeParse(saidNo, value);
      if (no.success) return { no: no.data.refused.code, detail: no.data.refused.detail };
      const parsed = z.safeParse(options.answer, value);
      if (parsed.success) return parsed.data;
      return refuse("sealed-payload", `${method}: ${parsed.error.issues[0]?.path.join(".")}`);
    },
    onAnswer(answer) {
      const asked = waiting.get(answer.re);
      if (!asked) return;
      const end = asked.gathering.take(answer);
      if (end === null) asked.heard();
      else asked.done(end);
    },
    [Symbol.dispose]() {
      for (const { done } of [...waiting.values()]) done(refuse("timeout", "closed here"));
    },
  };
}

/** The JSON in a packed body; a small one that unpacks without end is given up on the way. */
async function unpacked(packed: Uint8Array): Promise<unknown | Refusal> {
  const stream = new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream("gzip"));
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > LIMITS.deskBodyBytes) {
        await reader.cancel();
        return refuse("sealed-payload", "unpacks to more than an answer may hold");
      }
      chunks.push(value);
    }
    return JSON.parse(utf8Text(new Uint8Array(await new Blob(chunks).arrayBuffer())));
  } catch {
    return refuse("sealed-payload", "does not unpack to JSON");
  }
}
