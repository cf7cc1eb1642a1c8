import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Address, formatAddress, sameAddress } from "@courtyard/protocol/address.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { issueClaimCode } from "@courtyard/sidecar/claim/claim-code.ts";
import { openStore, type Store } from "@courtyard/sidecar/store/open-store.ts";
import { tenantRows } from "@courtyard/sidecar/store/tenant.ts";
import { addTenant } from "@courtyard/sidecar/tenant/add-tenant.ts";
import { refusedFault } from "./refused-fault.ts";
import type { Shell } from "./shell.ts";

/** Somebody on a sidecar. */
export interface TenantEntry {
  readonly address: string;
  /** null while the vault has not claimed the place. */
  readonly identity: string | null;
}

/** Who lives on the sidecar of this folder; works while it runs. */
export function listTenants(dir: string, shell: Shell): TenantEntry[] {
  if (!existsSync(join(dir, "sidecar.db"))) return [];
  using store = open(dir, shell);
  return tenantRows(store).map((row) => ({ address: formatAddress(row), identity: row.identity }));
}

/**
 * Makes room for a person and returns the one-time code for their vault; a new code when the room
 * is there but unclaimed, null when it is claimed. Throws a fault for a place that another name has.
 */
export async function makeRoom(
  dir: string,
  address: Address,
  shell: Shell,
): Promise<string | null> {
  const now = shell.now();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  using store = open(dir, shell);
  const there = tenantRows(store).find((row) => sameAddress(row, address));
  if (there) return there.identity === null ? issueClaimCode(store, there.id, { now }) : null;
  const added = await addTenant(store, { ...address, now, dir });
  if (isRefusal(added)) throw refusedFault(added, { words: shell.words, status: 409 });
  return added.code;
}

function open(dir: string, { now }: Shell): Store {
  return openStore(join(dir, "sidecar.db"), { now: now() });
}
