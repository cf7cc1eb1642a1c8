import { fromBase64url, toBase64url } from "@courtyard/protocol/bytes.ts";
import {
  appendEntry,
  type Identity,
  type IdentityChange,
  nextHashOf,
} from "@courtyard/protocol/identity.ts";
import { formatIdentityLog, verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { nodeBackend, nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import {
  isRecoveryPhrase,
  recoveryIndexFor,
  rootKeyFromPhrase,
} from "@courtyard/protocol/recovery.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { serial } from "../serial.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isVaultRefusal, refuseLocally, VaultError, type VaultRefusal } from "../vault-refusal.ts";

/** The owner's identity, which only the vault may extend. */
export interface OwnIdentity {
  current(): Identity | undefined;
  /** Appends an entry: `plan` sees the head that it changes. Commits before it returns. */
  change(
    plan: (identity: Identity) => IdentityChange | Refusal | VaultRefusal,
  ): Promise<Identity | Refusal | VaultRefusal>;
  /** Replaces the root key by the one on paper, and changes what `plan` says in the same entry. */
  rotate(
    phrase: string,
    plan?: (identity: Identity) => IdentityChange,
  ): Promise<Identity | Refusal | VaultRefusal>;
  /** Takes an identity as the vault's own: a new one, or a recovered one. Runs in the caller's transaction. */
  adopt(identity: Identity, rootSecret: Uint8Array): void;
  /** Called after each commit. */
  onChange(listener: (identity: Identity) => void): void;
}

/** Loads the stored log and checks it. Throws `VaultError` `row-damaged` for one that does not verify. */
export async function openOwnIdentity(
  store: VaultStore,
  { clock }: { clock: () => number },
): Promise<OwnIdentity> {
  const listeners: ((identity: Identity) => void)[] = [];
  const oneByOne = serial();
  const stored = store.ownLog.get();
  let current: Identity | undefined;
  if (stored) {
    const verified = await verifyIdentityLog(stored.log, nodeBackend);
    if (isRefusal(verified))
      throw new VaultError(refuseLocally("row-damaged", `own identity log: ${verified.code}`));
    current = verified;
  }

  function adopt(identity: Identity, rootSecret: Uint8Array): void {
    store.ownLog.set({ log: formatIdentityLog(identity), rootSecret: toBase64url(rootSecret) });
    current = identity;
  }
  function commit(identity: Identity, rootSecret: Uint8Array): Identity {
    adopt(identity, rootSecret);
    for (const listener of listeners) listener(identity);
    return identity;
  }
  function rootSecret(): Uint8Array {
    return fromBase64url(store.ownLog.get()?.rootSecret ?? "") ?? new Uint8Array(0);
  }

  return {
    current: () => current,
    change: (plan) =>
      oneByOne(async () => {
        if (!current) return refuseLocally("not-claimed");
        const change = plan(current);
        if (isRefusal(change) || isVaultRefusal(change)) return change;
        const secret = rootSecret();
        const rootSigner = nodeSigner(secret);
        const next = await appendEntry(current, { rootSigner, change, now: clock() });
        return isRefusal(next) ? next : commit(next, secret);
      }),
    rotate: (phrase, plan) =>
      oneByOne(async () => {
        if (!current) return refuseLocally("not-claimed");
        const rotated = await rotatedByPhrase(current, {
          phrase,
          change: plan?.(current) ?? {},
          now: clock(),
        });
        return isRefusal(rotated) ? rotated : commit(rotated.identity, rotated.rootSecret);
      }),
    adopt,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

/**
 * The identity with a new root: the announced one, which the phrase makes; and the phrase's key after
 * it announced as the next. Refuses `recovery-phrase`, `recovery-other`.
 */
export async function rotatedByPhrase(
  identity: Identity,
  { phrase, change, now }: { phrase: string; change: IdentityChange; now: number },
): Promise<{ identity: Identity; rootSecret: Uint8Array } | Refusal> {
  if (!isRecoveryPhrase(phrase)) return refuse("recovery-phrase");
  const index = recoveryIndexFor(phrase, identity.head.next);
  if (index === null) return refuse("recovery-other");
  const root = rootKeyFromPhrase(phrase, index);
  const next = nextHashOf(rootKeyFromPhrase(phrase, index + 1).publicKey);
  const appended = await appendEntry(identity, {
    rootSigner: nodeSigner(root.secret),
    change: { ...change, next },
    now,
  });
  return isRefusal(appended) ? appended : { identity: appended, rootSecret: root.secret };
}
