import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseLocally, type VaultRefusal } from "../vault-refusal.ts";

interface PassphraseSources {
  /** The vault's folder. */
  dir: string;
  /** COURTYARD_PASSPHRASE, if the person set it. */
  fromEnv?: string | undefined;
  /** --passphrase-file, if given. */
  file?: string | undefined;
  /** Whether the folder holds a vault already: then a missing passphrase is not invented anew. */
  exists: boolean;
}

/**
 * The passphrase: from the named file, else the environment, else the folder's own `passphrase`
 * file (0600), which is made at the first start of a vault whose owner chose none. That file beside
 * the vault protects nothing against somebody who copies the whole folder; the guide says so.
 */
export function readPassphrase({
  dir,
  fromEnv,
  file,
  exists,
}: PassphraseSources): string | VaultRefusal {
  if (file !== undefined) {
    if (!existsSync(file)) return refuseLocally("passphrase-missing", `there is no file ${file}`);
    return nonEmpty(readFileSync(file, "utf8"));
  }
  if (fromEnv !== undefined) return nonEmpty(fromEnv);
  const own = join(dir, "passphrase");
  if (existsSync(own)) return nonEmpty(readFileSync(own, "utf8"));
  if (exists) return refuseLocally("passphrase-missing");
  const made = randomBytes(32).toString("base64url");
  writeFileSync(own, `${made}\n`, { mode: 0o600, flag: "wx", flush: true });
  return made;
}

/** An editor leaves a line end behind; it is not part of the passphrase. */
function nonEmpty(text: string): string | VaultRefusal {
  const passphrase = text.replace(/\r?\n$/, "");
  return passphrase === ""
    ? refuseLocally("passphrase-missing", "the passphrase is empty")
    : passphrase;
}
