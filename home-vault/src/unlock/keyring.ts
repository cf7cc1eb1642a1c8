// The master key of a vault: 32 random bytes that never lie in the file in the clear. It is wrapped
// under a key from the passphrase, and again under one from the recovery phrase, so that a forgotten
// passphrase does not cost the chat log, and a new passphrase re-encrypts nothing.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { isRecoveryPhrase, vaultKeyFromPhrase } from "@courtyard/protocol/recovery.ts";
import { type Database, queries } from "../store/open-database.ts";
import { refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import { type Argon2Cost, type Argon2Params, argon2id, argon2Params } from "./argon2.ts";

type Kind = "passphrase" | "phrase";

/** Whether this file has a master key already. */
export function hasKeyring(db: Database): boolean {
  return row(db, "passphrase") !== undefined || row(db, "phrase") !== undefined;
}

/** Wraps the master key under a passphrase, in place of the former passphrase. */
export async function wrapUnderPassphrase(
  db: Database,
  master: Uint8Array,
  { passphrase, cost }: { passphrase: string; cost: Argon2Cost },
): Promise<void> {
  const params: Argon2Params = {
    algorithm: "argon2id",
    salt: randomBytes(16).toString("base64url"),
    ...cost,
  };
  put(db, "passphrase", { params, master, key: await argon2id(passphrase, params) });
}

/** Wraps the master key under the recovery phrase, whose 256 bits need no slow derivation. */
export function wrapUnderPhrase(db: Database, master: Uint8Array, phrase: string): void {
  const params = { algorithm: "courtyard-vault/1" };
  put(db, "phrase", { params, master, key: vaultKeyFromPhrase(phrase) });
}

/** The master key, or `passphrase-wrong`; `row-damaged` when its parameters cannot be read. */
export async function unwrapByPassphrase(
  db: Database,
  passphrase: string,
): Promise<Uint8Array | VaultRefusal> {
  const found = row(db, "passphrase");
  const params = argon2Params.safeParse(json(found?.params));
  if (!found || !params.success) return refuseLocally("row-damaged", "the keyring is damaged");
  const key = await argon2id(passphrase, params.data);
  return unwrap("passphrase", found, key) ?? refuseLocally("passphrase-wrong");
}

/** The master key, or `phrase-wrong`. */
export function unwrapByPhrase(db: Database, phrase: string): Uint8Array | VaultRefusal {
  const found = row(db, "phrase");
  if (!found || !isRecoveryPhrase(phrase)) return refuseLocally("phrase-wrong");
  return unwrap("phrase", found, vaultKeyFromPhrase(phrase)) ?? refuseLocally("phrase-wrong");
}

interface Wrapped {
  params: string;
  wrapped: Uint8Array;
}

function row(db: Database, kind: Kind): Wrapped | undefined {
  return db.get(
    queries.selectFrom("keyring").select(["params", "wrapped"]).where("kind", "=", kind),
  );
}

function put(
  db: Database,
  kind: Kind,
  { params, master, key }: { params: object; master: Uint8Array; key: Uint8Array },
): void {
  const text = JSON.stringify(params);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(associated(kind, text));
  const sealed = Buffer.concat([cipher.update(master), cipher.final(), cipher.getAuthTag()]);
  const values = { kind, params: text, wrapped: Buffer.concat([nonce, sealed]) };
  db.run(
    queries
      .insertInto("keyring")
      .values(values)
      .onConflict((conflict) =>
        conflict.column("kind").doUpdateSet({ params: text, wrapped: values.wrapped }),
      ),
  );
}

function unwrap(kind: Kind, { params, wrapped }: Wrapped, key: Uint8Array): Uint8Array | null {
  if (wrapped.length !== 12 + 32 + 16) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, wrapped.subarray(0, 12));
  decipher.setAAD(associated(kind, params));
  decipher.setAuthTag(wrapped.subarray(44));
  const master = decipher.update(wrapped.subarray(12, 44));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return new Uint8Array(master);
}

function associated(kind: Kind, params: string): Buffer {
  return Buffer.from(JSON.stringify(["courtyard-vault/keyring/1", kind, params]));
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
