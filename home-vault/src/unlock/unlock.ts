import { randomBytes } from "node:crypto";
import type { Database } from "../store/open-database.ts";
import { isVaultRefusal, type VaultRefusal } from "../vault-refusal.ts";
import { type Argon2Cost, RECOMMENDED_COST } from "./argon2.ts";
import { hasKeyring, unwrapByPassphrase, unwrapByPhrase, wrapUnderPassphrase } from "./keyring.ts";

interface UnlockOptions {
  passphrase: string;
  /** Given when the passphrase was lost: unlocks, and makes `passphrase` the new one. */
  phrase?: string | undefined;
  cost?: Argon2Cost | undefined;
}

/** The master key of this file; makes one for a new file. Refuses a wrong passphrase or phrase. */
export async function unlock(
  db: Database,
  { passphrase, phrase, cost = RECOMMENDED_COST }: UnlockOptions,
): Promise<Uint8Array | VaultRefusal> {
  if (!hasKeyring(db)) {
    const master = randomBytes(32);
    await wrapUnderPassphrase(db, master, { passphrase, cost });
    return master;
  }
  if (phrase === undefined) return unwrapByPassphrase(db, passphrase);
  const master = unwrapByPhrase(db, phrase);
  if (!isVaultRefusal(master)) await wrapUnderPassphrase(db, master, { passphrase, cost });
  return master;
}
