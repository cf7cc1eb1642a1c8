// How a row of the vault lies in the file: AES-256-GCM (NIST SP 800-38D) under a key of its table,
// bound to the table and to every column that stands beside it in the clear. A bit flipped in any of
// them, or a row moved to another place, fails the tag: measured, libsql's page encryption aborted
// the process on one flipped bit; this refuses one row.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { refuseLocally, type VaultRefusal } from "../vault-refusal.ts";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Plaintexts are padded to this, so that the file does not tell the length of a message. */
const PAD = 256;

/** The columns of a row that the sealed one is bound to, in the table's order. */
export type ClearColumns = readonly (Uint8Array | number)[];

/** Seals and opens rows. Values are JSON values; a schema checks them above this layer. */
export interface RowCipher {
  seal(table: string, clear: ClearColumns, value: unknown): Uint8Array;
  /** Refuses `row-damaged` for anything but what `seal` made for the same table and columns. */
  open(table: string, clear: ClearColumns, sealed: Uint8Array): { value: unknown } | VaultRefusal;
  /** HMAC-SHA-256 of a name under the table's index key: equal names meet, and tell nothing. */
  index(table: string, ...name: string[]): Uint8Array;
}

/** Derives each table's keys from the 32-byte master key with HKDF-SHA-256 (RFC 5869). */
export function createRowCipher(master: Uint8Array): RowCipher {
  const derived = new Map<string, Buffer>();
  function key(use: "row" | "index", table: string): Buffer {
    const info = `courtyard-vault/${use}/1/${table}`;
    let found = derived.get(info);
    if (!found) {
      found = Buffer.from(hkdfSync("sha256", master, new Uint8Array(0), info, 32));
      derived.set(info, found);
    }
    return found;
  }
  return {
    seal: (table, clear, value) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key("row", table), nonce);
      cipher.setAAD(associated(table, clear));
      const sealed = Buffer.concat([cipher.update(padded(value)), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]);
    },
    open: (table, clear, sealed) => {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION)
        return refuseLocally("row-damaged", `a row of ${table} has no known form`);
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const end = bytes.length - TAG_BYTES;
      const decipher = createDecipheriv("aes-256-gcm", key("row", table), nonce, {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(associated(table, clear));
      decipher.setAuthTag(bytes.subarray(end));
      const opened = decipher.update(bytes.subarray(1 + NONCE_BYTES, end));
      try {
        decipher.final();
      } catch {
        return refuseLocally("row-damaged", `a row of ${table} was altered or damaged`);
      }
      return { value: JSON.parse(opened.toString("utf8")) };
    },
    index: (table, ...name) =>
      createHmac("sha256", key("index", table)).update(JSON.stringify(name)).digest(),
  };
}

function associated(table: string, clear: ClearColumns): Buffer {
  const columns = clear.map((column) =>
    typeof column === "number" ? column : Buffer.from(column).toString("base64url"),
  );
  return Buffer.from(JSON.stringify(["courtyard-vault/1", table, ...columns]));
}

/** JSON may end in spaces, so padding needs no length field. */
function padded(value: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(value));
  const whole = Buffer.alloc(Math.ceil(bytes.length / PAD) * PAD, 0x20);
  bytes.copy(whole);
  return whole;
}
