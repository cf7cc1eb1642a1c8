import { readFile } from "node:fs/promises";
import type { Capability } from "@courtyard/protocol/identity.ts";
import * as z from "zod";
import { EXIT } from "./exit-code.ts";
import { CliFault, reasonOf } from "./fault.ts";
import type { Places } from "./home/places.ts";
import { type Answer, ask } from "./net/request.ts";
import { refusedFault } from "./refused-fault.ts";
import type { Words } from "./words/english.ts";

const deviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  can: z.array(z.string()),
  since: z.number(),
  until: z.number().optional(),
});

const statusSchema = z.object({
  linked: z.boolean(),
  /** The refusal code of the last try to link, while there is no link. */
  linkCode: z.string().nullable(),
  identity: z.string().nullable(),
  address: z.string().nullable(),
  devices: z.array(deviceSchema),
  phraseShown: z.boolean(),
  /** Rows that cannot be read. */
  damaged: z.number(),
  /** Somebody's identity history that does not fit the pinned one. */
  alarms: z.array(z.unknown()),
});

/** What the vault says of itself. */
export type VaultStatus = z.infer<typeof statusSchema>;

const pairCodeSchema = z.object({ code: z.string(), expires: z.number(), url: z.string() });
const phraseSchema = z.object({ phrase: z.string() });
const publisherKeySchema = z.object({ kid: z.string(), secret: z.string(), address: z.string() });

/** The vault's control API on this machine. Every call throws a `CliFault` when it cannot be answered. */
export interface VaultControl {
  status(): Promise<VaultStatus>;
  /** `sidecar` is its origin for this person. */
  claim(where: { sidecar: string; code: string }): Promise<void>;
  /** `can` bounds what the device gets: comment and chat unless told. */
  pairCode(can?: readonly Capability[]): Promise<z.infer<typeof pairCodeSchema>>;
  phrase(): Promise<string>;
  publisherKey(): Promise<z.infer<typeof publisherKeySchema>>;
  revoke(device: string): Promise<void>;
  recover(whose: { phrase: string; address: string }): Promise<void>;
}

/** Opens the control API of the vault that serves on `port`, with the token of this home. */
export function vaultControl({
  places,
  port,
  words,
}: {
  places: Places;
  port: number;
  words: Words;
}): VaultControl {
  const base = `http://127.0.0.1:${port}`;

  async function call(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
    const token = await readFile(places.controlToken, "utf8").catch((error: unknown) => {
      throw new CliFault("control-token", words.vault.tokenMissing(reasonOf(error)), {
        exit: EXIT.setup,
        mend: words.vault.notRunningMend,
        cause: error,
      });
    });
    let answer: Answer;
    try {
      answer = await ask(`${base}/control/${path}`, {
        method,
        headers: { authorization: `Bearer ${token.trim()}` },
        ...(method === "POST" ? { body: body ?? {} } : {}),
        timeout: 30_000,
      });
    } catch (error) {
      throw new CliFault("vault-unreachable", words.vault.notRunning(base), {
        exit: EXIT.unreachable,
        mend: words.vault.notRunningMend,
        cause: error,
      });
    }
    if (answer.status === 401)
      throw new CliFault("control-token", words.vault.tokenStale, {
        exit: EXIT.refused,
        mend: words.vault.tokenMend,
      });
    if (answer.status >= 300) throw refusedFault(answer.json, { words, status: answer.status });
    return answer.json;
  }

  return {
    status: async () => statusSchema.parse(await call("GET", "status")),
    claim: async (where) => void (await call("POST", "claim", where)),
    pairCode: async (can) =>
      pairCodeSchema.parse(await call("POST", "pair-code", can === undefined ? {} : { can })),
    phrase: async () => phraseSchema.parse(await call("POST", "phrase")).phrase,
    publisherKey: async () => publisherKeySchema.parse(await call("POST", "publisher-key")),
    revoke: async (device) => void (await call("POST", "revoke", { device })),
    recover: async (whose) => void (await call("POST", "recover", whose)),
  };
}
