import { join } from "node:path";
import { z } from "zod";
import { quarantined } from "../archive/quarantine.ts";
import { createRowCipher } from "../crypto/row-cipher.ts";
import { doneRequests } from "../desk/done-requests.ts";
import { alarmRecord } from "../identity/alarm.ts";
import { knownIdentity } from "../identity/known-identity.ts";
import { deviceKeys, ownLog, place } from "../identity/own-records.ts";
import { prekeyRecord } from "../prekeys/prekey-record.ts";
import type { Argon2Cost } from "../unlock/argon2.ts";
import { wrapUnderPhrase } from "../unlock/keyring.ts";
import { unlock } from "../unlock/unlock.ts";
import { isVaultRefusal, refuseLocally, VaultError } from "../vault-refusal.ts";
import { messageStore } from "./messages.ts";
import { openDatabase } from "./open-database.ts";
import { sealedTable } from "./sealed-table.ts";
import { sealedValue } from "./sealed-value.ts";

export type VaultStore = Awaited<ReturnType<typeof openVaultStore>>;

interface OpenOptions {
  /** The vault's folder; the file in it is `vault.db`. */
  dir: string;
  passphrase: string;
  /** Unlocks in place of a lost passphrase, and sets `passphrase` as the new one. */
  phrase?: string | undefined;
  /** For tests; the recommended cost else. */
  cost?: Argon2Cost | undefined;
}

/**
 * Opens and unlocks a vault's file. Throws `VaultError`: `folder-in-use`, `file-damaged`,
 * `passphrase-wrong`, `phrase-wrong`, or `row-damaged` when a setting cannot be read; a damaged
 * message costs only itself.
 */
export async function openVaultStore({ dir, passphrase, phrase, cost }: OpenOptions) {
  const db = openDatabase(join(dir, "vault.db"));
  try {
    const master = await unlock(db, { passphrase, phrase, cost });
    if (isVaultRefusal(master)) throw new VaultError(master);
    const cipher = createRowCipher(master);
    // A setting whose keyed name was altered would look as if it had never been set, and the vault
    // would offer to begin a new identity.
    const settings = sealedTable(db, { name: "setting", schema: z.unknown(), cipher });
    if (settings.all().damaged > 0)
      throw new VaultError(refuseLocally("row-damaged", "a setting is damaged; restore a backup"));
    return {
      transaction: db.transaction,
      checkpoint: db.checkpoint,
      ownLog: sealedValue(db, { name: "own-log", schema: ownLog, cipher }),
      place: sealedValue(db, { name: "place", schema: place, cipher }),
      deviceKeys: sealedValue(db, { name: "device-keys", schema: deviceKeys, cipher }),
      doneRequests: sealedValue(db, { name: "desk-done", schema: doneRequests, cipher }),
      /** Only until it was shown. */
      phrase: sealedValue(db, { name: "phrase", schema: z.string(), cipher }),
      /** Lets the recovery phrase open this file too. */
      wrapUnderPhrase: (words: string) => wrapUnderPhrase(db, master, words),
      messages: messageStore(db, cipher),
      prekeys: sealedTable(db, { name: "prekey", schema: prekeyRecord, cipher }),
      known: sealedTable(db, { name: "known_identity", schema: knownIdentity, cipher }),
      alarms: sealedTable(db, { name: "alarm", schema: alarmRecord, cipher }),
      quarantine: sealedTable(db, { name: "quarantine", schema: quarantined, cipher }),
      close: () => {
        db.checkpoint();
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}
