import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

export interface ClaimRow {
  tenant: string;
  /** SHA-256 of the code; 80 random bits need no slow hash. */
  code_hash: Uint8Array;
  expires: number;
  tries: number;
}

const db = queriesFor<{ claim: ClaimRow }>();

export function claimOf(store: Store, tenant: string): ClaimRow | undefined {
  return store.get(db.selectFrom("claim").selectAll().where("tenant", "=", tenant));
}

/** Sets a fresh code in place of any former one. */
export function putClaim(store: Store, row: ClaimRow): void {
  const { tenant: _tenant, ...rest } = row;
  store.run(
    db
      .insertInto("claim")
      .values(row)
      .onConflict((conflict) => conflict.column("tenant").doUpdateSet(rest)),
  );
}

export function countClaimTry(store: Store, tenant: string): void {
  store.run(
    db
      .updateTable("claim")
      .set((e) => ({ tries: e("tries", "+", 1) }))
      .where("tenant", "=", tenant),
  );
}

export function deleteClaim(store: Store, tenant: string): void {
  store.run(db.deleteFrom("claim").where("tenant", "=", tenant));
}
