// The publisher's device key: `key.json` as the vault hands it out, readable by the owner alone.

import { readFile } from "node:fs/promises";
import { originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { fromBase64urlOf } from "@courtyard/protocol/bytes.ts";
import type { Signer } from "@courtyard/protocol/ed25519.ts";
import { parseKid } from "@courtyard/protocol/kid.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { z } from "zod";

const keyFile = z.object({ kid: z.string(), secret: z.string(), address: z.string() });

export interface PublisherKey {
  readonly kid: string;
  readonly signer: Signer;
  /** Where the owner's site is, from the address in the file. */
  readonly origin: string;
}

/** The key cannot be used: the message says what to do. */
export class KeyUnusable extends Error {
  readonly code = "key-unusable";
}

/** Reads `{ kid, secret, address }`; `secret` is 32 bytes in base64url. */
export async function readKeyFile(path: string): Promise<PublisherKey> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new KeyUnusable(
      `The publisher's key ${path} cannot be read. "courtyard start" makes one.`,
      {
        cause,
      },
    );
  }
  const parsed = keyFile.safeParse(data);
  const secret = parsed.success ? fromBase64urlOf(parsed.data.secret, 32) : null;
  const address = parsed.success ? parseAddress(parsed.data.address) : undefined;
  if (!parsed.success || !secret || !address || isRefusal(address) || !parseKid(parsed.data.kid)) {
    throw new KeyUnusable(`${path} is not a publisher's key { kid, secret, address }.`);
  }
  return { kid: parsed.data.kid, signer: nodeSigner(secret), origin: originOf(address) };
}
