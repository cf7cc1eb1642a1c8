import type { VerifiedEnvelope } from "@courtyard/protocol/envelope.ts";
import type { Refusal } from "@courtyard/protocol/refusal.ts";
import type { Store } from "../store/open-store.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** An envelope the inbox has verified, with what is known of its sender. */
export interface Received {
  readonly tenant: Tenant;
  /** Its `data` has the shape of its type: the verifier has checked it. */
  readonly envelope: VerifiedEnvelope;
  /** The sender's identity id; equals `tenant.identityId` for the owner's own devices. */
  readonly sender: string;
  readonly friend: boolean;
  /** The sidecar's own receipt time: order among envelopes, where `ts` may be backdated. */
  readonly receivedAt: number;
}

/** What the inbox commits for one envelope. A refusal undoes what was written. */
export type Commit = (store: Store) => Refusal | undefined;

/** What a feature does with one envelope type. */
export interface EnvelopeHandler {
  readonly type: string;
  /**
   * Runs inside the inbox's commit transaction, synchronously, exactly once per envelope id. A
   * returned refusal undoes what it wrote and goes to the sender. Effects (events, pushes) belong
   * in `store.afterCommit`.
   */
  commit(store: Store, received: Received): Refusal | undefined;
  /**
   * For work that has to wait (signing, opening) and so cannot be in the transaction: runs before
   * it, perhaps again for a retried delivery, and its answer takes the place of `commit`.
   */
  prepare?(received: Received): Promise<Commit | Refusal>;
}
