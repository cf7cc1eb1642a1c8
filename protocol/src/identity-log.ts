// The identity log as a file of JSON lines, `/.well-known/courtyard/identity.jsonl`. Spec 01 §3.

import { fromBase64url, utf8 } from "./bytes.ts";
import { canonicalText } from "./canonical.ts";
import { type Ed25519Backend, verifySignature } from "./ed25519.ts";
import { asIdentity, type Identity } from "./identity.ts";
import {
  checkSuccession,
  countKeys,
  entryHash,
  type IdentityEntry,
  parseEntry,
  signedBytes,
} from "./identity-entry.ts";
import { LIMITS } from "./limits.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { parseStrict } from "./strict-json.ts";

/**
 * Reads and checks a whole log: shapes and links of all lines first, then the signatures, each by the
 * root of its own entry. Refuses with `identity-*` and, for a line that is no strict JSON, `json-*`.
 */
export async function verifyIdentityLog(
  jsonl: string,
  backend?: Ed25519Backend,
): Promise<Identity | Refusal> {
  const entries = parseLog(jsonl);
  if (isRefusal(entries)) return entries;
  let before: { entry: IdentityEntry; hash: string } | null = null;
  let id = "";
  for (const entry of entries) {
    const broken = checkSuccession(entry, before);
    if (broken !== null) return broken;
    before = { entry, hash: entryHash(entry) };
    if (entry.seq === 0) id = before.hash;
  }
  for (const entry of entries) {
    const root = fromBase64url(entry.root) as Uint8Array;
    const sig = fromBase64url(entry.sig) as Uint8Array;
    if (!(await verifySignature(sig, signedBytes(entry), root, backend))) {
      return refuse("identity-signature", `entry ${entry.seq}`);
    }
  }
  return asIdentity(entries, id, (before as unknown as { hash: string }).hash);
}

/** The lines of a log, each an entry by its shape; at least one. A last line end may be missing. */
function parseLog(jsonl: string): IdentityEntry[] | Refusal {
  if (jsonl.length > LIMITS.identityBytes || utf8(jsonl).length > LIMITS.identityBytes) {
    return refuse("identity-too-large");
  }
  const lines = jsonl.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) return refuse("identity-malformed", "empty");
  if (lines.length > LIMITS.identityEntries) return refuse("identity-too-large");
  const entries: IdentityEntry[] = [];
  const keys = new Set<unknown>();
  for (const line of lines) {
    const parsed = parseStrict(line, { bytes: LIMITS.identityEntryBytes });
    if (isRefusal(parsed)) return parsed;
    if (!countKeys(parsed.value, keys)) return refuse("identity-too-large", "keys");
    const entry = parseEntry(parsed.value);
    if (isRefusal(entry)) return entry;
    entries.push(entry);
  }
  return entries;
}

/** The log as it is served: one canonical JSON per line, each ended by a line feed. */
export function formatIdentityLog(identity: Identity): string {
  return identity.entries.map((entry) => `${canonicalText(entry)}\n`).join("");
}
