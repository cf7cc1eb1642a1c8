import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { randomBytes, toBase64url } from "@courtyard/protocol/bytes.ts";
import { deviceIdOf } from "@courtyard/protocol/device.ts";
import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import type { Capability } from "@courtyard/protocol/identity.ts";
import { findDevice } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { checkPairingMac, normalisePairingCode, pairingMac } from "@courtyard/protocol/pairing.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { generateSealKeyPair } from "@courtyard/protocol/seal-key.ts";
import * as z from "zod";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import { askOrFault } from "./net/request.ts";
import { refusedFault } from "./refused-fault.ts";
import type { Words } from "./words/english.ts";

const deviceSchema = z.object({
  v: z.literal(1),
  kid: z.string(),
  /** Ed25519 secret, 32 bytes in base64url. */
  secret: z.string(),
  address: z.string(),
  /** The identity log as it was at pairing; later ones must extend it. */
  log: z.string(),
});

/** A key of the owner's that the cli holds. */
export type OwnDevice = z.infer<typeof deviceSchema>;

const pairedSchema = z.object({
  ok: z.literal(true),
  log: z.string(),
  address: z.string(),
  mac: z.string(),
});

/**
 * Pairs a new key by a one-time code at `url` (a vault's or a sidecar's origin; the code's mac makes
 * the one between unable to change anything). Throws faults with the refusal codes `pairing-*`.
 */
export async function pairOwnDevice(
  code: string,
  {
    url,
    headers = {},
    name,
    can,
    words,
  }: {
    url: string;
    headers?: Record<string, string>;
    name: string;
    can: readonly Capability[];
    words: Words;
  },
): Promise<OwnDevice> {
  const refuse = (refusal: string) =>
    refusedFault({ ok: false, code: refusal }, { words, status: 400 });
  if (normalisePairingCode(code) === null) throw refuse("pairing-code");
  const { secret, publicKey } = generateSigningKey();
  // The cli opens no letters, so it keeps no sealing key: what is sealed for it stays closed.
  const seal = await generateSealKeyPair({ extractable: false });
  const device = {
    name,
    sign: toBase64url(publicKey),
    seal: toBase64url(seal.publicKey),
    can: [...can],
  };
  const nonce = toBase64url(randomBytes(16));
  const body = { v: 1, device, nonce, mac: pairingMac(code, { device, nonce }) };
  const answer = await askOrFault(`${url}/_courtyard/pair`, {
    method: "POST",
    headers,
    body,
    timeout: 30_000,
    words,
  });
  const paired = pairedSchema.safeParse(answer.json);
  if (!paired.success) throw refusedFault(answer.json, { words, status: answer.status });
  const { log, address, mac } = paired.data;
  if (!checkPairingMac(code, { log, nonce }, mac)) throw refuse("pairing-code");
  const identity = await verifyIdentityLog(log, nodeBackend);
  if (isRefusal(identity)) throw refusedFault(identity, { words, status: answer.status });
  const kid = formatKid(identity.id, deviceIdOf(publicKey));
  if (findDevice(identity, kid) === undefined) throw refuse("key-unknown");
  return { v: 1, kid, secret: toBase64url(secret), address, log };
}

/** Reads a device's file; null when there is none. Throws a fault for one that is damaged. */
export async function readOwnDevice(path: string, words: Words): Promise<OwnDevice | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return deviceSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliFault("device-file", words.fileDamaged(path), {
      exit: EXIT.setup,
      mend: words.fileDamagedMend,
      cause,
    });
  }
}

/** Writes a secret whole, for its owner's eyes only. */
export async function writeSecret(path: string, value: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
  await chmod(beside, 0o600);
  await rename(beside, path);
}
