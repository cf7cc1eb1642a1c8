// Quarantined envelopes, tried again. Those of one sender in the order of arrival: what came first is
// archived first. One sender's trouble holds up nobody else.

import { formatAddress } from "@courtyard/protocol/address.ts";
import { type Envelope, readEnvelope } from "@courtyard/protocol/envelope.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import type { Logger } from "pino";
import { isLineDown, type OpenedMessage } from "./open-message.ts";
import { type Held, isTemporary, type Quarantine } from "./quarantine.ts";

interface RetryOptions {
  open: (envelope: Envelope, receivedAt: number) => Promise<OpenedMessage | Refusal>;
  /** Commits. */
  archive: (opened: OpenedMessage, receivedAt: number) => void;
  clock: () => number;
  log: Logger;
}

/**
 * A sender's messages wait for so long behind one that cannot be judged, in case they were written
 * after it; then for none that is stuck alone, such as one by a device that its owner never listed.
 */
const PATIENCE = 15 * 60 * 1000;

/** What one kid could not be judged by in this round, its next envelope cannot either. */
type Failed = Map<string, Refusal>;

/**
 * Tries those that wait and, besides, those with a temporary refusal, or `all`. Ends early when there
 * is no line to the sidecar, since nobody can be looked up then.
 */
export async function retryQuarantine(
  quarantine: Quarantine,
  which: "temporary" | "all",
  { open, archive, clock, log }: RetryOptions,
): Promise<void> {
  async function tryOpening(held: Held, failed: Failed): Promise<OpenedMessage | Refusal | null> {
    const envelope = readEnvelope(quarantine.read(held)?.envelope ?? "");
    if (isRefusal(envelope)) return null;
    const key = `${envelope.kid} ${formatAddress(envelope.from)}`;
    const before = failed.get(key);
    if (before) return before;
    const result = await open(envelope, held.receivedAt);
    if (isRefusal(result) && isTemporary(result.code)) failed.set(key, result);
    return result;
  }
  function leave(held: Held, opened: OpenedMessage): void {
    archive(opened, held.receivedAt);
    quarantine.delete(held);
    log.info({ id: held.id }, "message left quarantine");
  }
  /** Opens it or lets it lie; false when there is no line. */
  async function settle(held: Held, failed: Failed): Promise<boolean> {
    const result = await tryOpening(held, failed);
    if (result === null) quarantine.pass(held, held.code);
    else if (!isRefusal(result)) leave(held, result);
    else if (isLineDown(result)) return false;
    else quarantine.pass(held, result.code);
    return true;
  }

  /** One sender's, from the first on; false when there is no line to the sidecar. */
  async function retryLine(line: readonly Held[]): Promise<boolean> {
    const failed: Failed = new Map();
    let stuck: Held[] = [];
    for (const held of line) {
      const result = await tryOpening(held, failed);
      if (result === null) quarantine.pass(held, held.code);
      else if (!isRefusal(result)) {
        // The sender is known after all: what is stuck before this one has a last try.
        const again: Failed = new Map();
        for (const one of stuck) if (!(await settle(one, again))) return false;
        stuck = [];
        leave(held, result);
      } else if (isLineDown(result)) return false;
      else if (!isTemporary(result.code)) quarantine.pass(held, result.code);
      else if (clock() - held.receivedAt < PATIENCE) return true;
      else stuck.push(held);
    }
    return true;
  }

  const horizon = clock() - 3 * LIMITS.envelopeTtl;
  for (const held of quarantine.held()) if (held.receivedAt < horizon) quarantine.delete(held);

  const all = quarantine.held();
  for (const [, line] of Map.groupBy(all.filter(waits), ({ sender }) => sender))
    if (!(await retryLine(line))) return;
  const failed: Failed = new Map();
  for (const held of all)
    if (!held.waits && (which === "all" || isTemporary(held.code)))
      if (!(await settle(held, failed))) return;
}

const waits = (held: Held) => held.waits;
