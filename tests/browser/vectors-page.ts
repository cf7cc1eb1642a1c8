// Runs inside Chromium: what Node's tests show of the protocol, shown again where people use it.

import { verifySignature } from "@courtyard/protocol/ed25519.ts";
import { webBackend } from "@courtyard/protocol/web/ed25519.ts";
import { runVectors } from "../../protocol/tests/vectors/run-vectors.ts";
import type { VectorFile } from "../../protocol/tests/vectors/vector-file.ts";

/** One line of ../shared/vectors/ed25519.jsonl; key, message and signature in hex. */
export interface KnownSignature {
  readonly set: string;
  readonly id: number;
  readonly pk: string;
  readonly msg: string;
  readonly sig: string;
  /** The verdict under the one rule. */
  readonly accept: boolean;
}

/** What this page offers to the test that opened it. */
export interface VectorsPage {
  /** Those on which WebCrypto under the one rule says something else than the file does. */
  disagreements(known: readonly KnownSignature[]): Promise<KnownSignature[]>;
  /**
   * Those of the protocol's own vectors that do not come out as they say, and how many were run.
   * `files` is a JSON object of vector files by name.
   */
  wrongVectors(files: string): Promise<{ count: number; wrong: string[] }>;
}

const hex = (text: string) => Uint8Array.fromHex(text);

const page: VectorsPage = {
  async disagreements(known) {
    const wrong: KnownSignature[] = [];
    for (const one of known) {
      const accepts = await verifySignature(hex(one.sig), hex(one.msg), hex(one.pk), webBackend);
      if (accepts !== one.accept) wrong.push(one);
    }
    return wrong;
  },
  async wrongVectors(files) {
    const results = await runVectors(JSON.parse(files) as Record<string, VectorFile>);
    const wrong = results.filter(({ ok }) => !ok).map((result) => JSON.stringify(result));
    return { count: results.length, wrong };
  },
};

Object.assign(globalThis, { courtyardVectors: page });
