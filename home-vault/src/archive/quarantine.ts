// What could not be opened, kept as it came: nothing is lost. Some of it only has to wait until its
// sender can be looked up; then whatever the same sender writes waits behind it, or the archive
// would tell a conversation in another order than it was written.

import { sha256, toBase64url, utf8 } from "@courtyard/protocol/bytes.ts";
import { type Envelope, readEnvelope } from "@courtyard/protocol/envelope.ts";
import { parseKid } from "@courtyard/protocol/kid.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { Logger } from "pino";
import { z } from "zod";
import type { SealedTable } from "../store/sealed-table.ts";
import { isVaultRefusal } from "../vault-refusal.ts";

export const quarantined = z.strictObject({
  /** The envelope's JSON text, canonical, still sealed. */
  envelope: z.string(),
  /** The row's name: the hash of `envelope`, since a forged one may bear the id of another. */
  id: z.string(),
  /** Why: a refusal code. */
  code: z.string(),
  receivedAt: z.int(),
  /** The order of arrival; rows from before it was counted come first. */
  n: z.int().default(0),
});
export type Quarantined = z.infer<typeof quarantined>;

/** What is known of a row without opening it. */
export interface Held {
  readonly id: string;
  readonly n: number;
  /** The identity that claims to have signed; empty when there is none. */
  readonly sender: string;
  readonly receivedAt: number;
  readonly code: string;
  /** Whether later ones of the same sender wait for it. */
  readonly waits: boolean;
}

export interface Quarantine {
  /** Whether something of this sender waits, so that what comes now must wait behind it. */
  isWaiting(sender: string): boolean;
  /** Everything held, in the order of arrival. */
  held(): Held[];
  /** Keeps an envelope; one that is held already keeps its place. */
  hold(envelope: string, why: { sender: string; code: string; receivedAt: number }): void;
  /** The row; undefined when it is gone or damaged. */
  read(held: Held): Quarantined | undefined;
  /** Stays, for the reason `code`, but nobody waits for it any more. */
  pass(held: Held, code: string): void;
  delete(held: Held): void;
}

/** Refusals that another day may bring to an end: the sender was away, or had just changed. */
const TEMPORARY = new Set([
  "identity-unreachable",
  "key-unknown",
  "from-other",
  "identity-address",
]);
/** Senders are known to the sidecar, but not to be trusted with the disk: the oldest go first. */
const MOST = 2000;

export const isTemporary = (code: string): boolean => TEMPORARY.has(code);

export const senderOf = ({ kid }: Envelope): string => parseKid(kid)?.identityId ?? "";

/** The quarantine over its table. `own` is our own identity, which nobody has to look up. */
export function createQuarantine(
  table: SealedTable<Quarantined>,
  { own, log }: { own: () => string; log: Logger },
): Quarantine {
  const byId = new Map<string, Held>();
  let last = 0;

  function remember({ id, n, code, receivedAt }: Quarantined, sender: string): void {
    const waits = isTemporary(code) && sender !== "" && sender !== own();
    byId.set(id, { id, n, sender, receivedAt, code, waits });
    last = Math.max(last, n);
  }
  const rows = table.all().records.sort((a, b) => a.n - b.n || a.receivedAt - b.receivedAt);
  for (const row of rows) {
    const envelope = readEnvelope(row.envelope);
    remember(row, isRefusal(envelope) ? "" : senderOf(envelope));
  }

  // A map keeps the order in which its keys came, also when a value is replaced.
  const held = () => [...byId.values()];
  function read({ id }: Held): Quarantined | undefined {
    const row = table.get(id);
    return row === undefined || isVaultRefusal(row) ? undefined : row;
  }
  function forget({ id }: Held): void {
    table.delete(id);
    byId.delete(id);
  }
  function makeRoom(): void {
    const order = held().sort((a, b) => Number(a.waits) - Number(b.waits));
    order.slice(0, MOST / 10).forEach(forget);
    log.warn({ dropped: MOST / 10 }, "quarantine was full");
  }

  return {
    isWaiting: (sender) => {
      for (const one of byId.values()) if (one.waits && one.sender === sender) return true;
      return false;
    },
    held,
    hold: (envelope, { sender, code, receivedAt }) => {
      const row = { envelope, id: toBase64url(sha256(utf8(envelope))), code, receivedAt };
      const numbered = { ...row, n: byId.get(row.id)?.n ?? last + 1 };
      if (!table.add(row.id, numbered)) return;
      log.warn({ id: row.id, sender, code }, "message quarantined");
      remember(numbered, sender);
      if (byId.size > MOST) makeRoom();
    },
    read,
    pass: (one, code) => {
      const row = read(one);
      if (row && row.code !== code) table.put(one.id, { ...row, code });
      if (byId.has(one.id)) byId.set(one.id, { ...one, code, waits: false });
    },
    delete: forget,
  };
}
