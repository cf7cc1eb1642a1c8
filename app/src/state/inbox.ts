// Sealed envelopes that came: committed as they are, then acknowledged to the sidecar, then verified
// and opened. An envelope whose sender cannot be looked up now waits, and holds up no other.

import {
  type Envelope,
  isMessage,
  parseEnvelope,
  verifyEnvelope,
} from "@courtyard/protocol/envelope.ts";
import { parseKid } from "@courtyard/protocol/kid.ts";
import { sealedMessage } from "@courtyard/protocol/messages/sealed-message.ts";
import {
  type ChatMessage,
  type DeskAnswer,
  type DeskRefusal,
  type HistoryPage,
  type PrivatePayload,
  parsePrivatePayload,
} from "@courtyard/protocol/private-payload.ts";
import { isRefusal, type Refusal, type RefusalCode, refuse } from "@courtyard/protocol/refusal.ts";
import { openSealed } from "@courtyard/protocol/seal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import { webBackend } from "@courtyard/protocol/web/ed25519.ts";
import type { Contacts, Person } from "./contacts.ts";
import { storeMessage } from "./conversations.ts";
import type { Core } from "./core.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { Prekeys } from "./prekeys.ts";
import { type Change, sortable } from "./storage-port.ts";

/** Key: `N/ENVELOPE-ID`, the order in which they came. */
export interface Held {
  readonly envelope: Envelope;
  readonly came: number;
}

/** One line of a `queued` frame. */
export interface QueuedItem {
  readonly n: number;
  readonly envelope: JsonValue;
}

export interface Inbox {
  /** Commits what came; when this resolves it may be acknowledged. */
  receive(items: readonly QueuedItem[]): Promise<void>;
  /** Opens what is held; again for what could not be verified before. */
  open(): Promise<void>;
}

/** Refusals after which the same envelope may be good later, with more known of its sender. */
const LATER: ReadonlySet<RefusalCode> = new Set([
  "identity-unreachable",
  "delivery-unreachable",
  "timeout",
  "internal",
  "rate-limited",
  "shutting-down",
  // An old log served for a while must not cost a message; it opens when the alarm is over.
  "identity-rollback",
  "identity-fork",
  "identity-other",
]);
/** What the pinned log may simply not know yet: a new device, a move, a revocation. */
const STALE: ReadonlySet<RefusalCode> = new Set(["key-unknown", "from-other", "device-future"]);

/** The inbox. `onHistory` and `onDesk` take the vault's answers; `onMessage` hears of each new message from others. */
export function createInbox(
  core: Core,
  contacts: Contacts,
  prekeys: Prekeys,
  hear: {
    onHistory(page: HistoryPage): Promise<void>;
    onDesk(answer: DeskAnswer | DeskRefusal): void;
    onMessage(message: ChatMessage, person: Person): void;
  },
): Inbox {
  const { device, storage, now, notify } = core;
  const opening = oneAtATime();
  let count = 0;

  async function receive(items: readonly QueuedItem[]): Promise<void> {
    const came = now();
    const changes: Change[] = [];
    for (const item of items) {
      const envelope = parseEnvelope(item.envelope);
      // Nothing of it will ever be readable; acknowledged all the same, or it comes for ever.
      if (isRefusal(envelope)) continue;
      count = Math.max(count + 1, came * 1000);
      const key = `${sortable(count)}/${envelope.id}`;
      changes.push({ shelf: "inbox", key, value: { envelope, came } });
    }
    await storage.write(changes);
  }

  async function open(): Promise<void> {
    for (const { key, value } of await storage.list("inbox")) {
      const refusal = await take(key, value);
      if (!refusal) continue;
      if (LATER.has(refusal.code) && now() < value.envelope.exp) continue;
      await storage.write([{ shelf: "inbox", key, value: null }]);
    }
  }

  /** Takes one envelope; undefined when it is done with and gone from the shelf. */
  async function take(key: string, held: Held): Promise<Refusal | undefined> {
    const opened = await unseal(held);
    if (isRefusal(opened)) return opened;
    const { payload, person } = opened;
    if (payload.kind === "chat.message") {
      await core.inTurn(() => keep(key, { ...held, payload, person }));
      return undefined;
    }
    if (payload.kind === "history.page") await hear.onHistory(payload);
    if (payload.kind === "desk.answer" || payload.kind === "desk.refusal") hear.onDesk(payload);
    if (payload.kind === "vault.alarm") await contacts.warned(payload);
    // Requests are for the vault; another device has nothing to answer.
    await storage.write([{ shelf: "inbox", key, value: null }]);
    return undefined;
  }

  async function keep(
    key: string,
    { envelope, came, payload, person }: Held & { payload: ChatMessage; person: Person },
  ): Promise<void> {
    const stored = await storeMessage(storage, payload, {
      me: device.me,
      came: Math.min(came, envelope.ts),
      count: true,
      from: envelope.from,
    });
    const gone: Change = { shelf: "inbox", key, value: null };
    await storage.write([...(stored?.changes ?? []), gone]);
    if (!stored) return;
    notify(`messages:${stored.message.peer}`, "conversations");
    if (payload.author !== device.me) hear.onMessage(payload, person);
  }

  async function unseal({
    envelope,
    came,
  }: Held): Promise<{ payload: PrivatePayload; person: Person } | Refusal> {
    const sender = parseKid(envelope.kid)?.identityId;
    if (sender === undefined) return refuse("envelope-shape");
    const person = await sentBy(envelope, sender, came);
    if (isRefusal(person)) return person;
    const verified = await verify(envelope, person, came);
    if (isRefusal(verified)) return verified;
    if (!isMessage(verified, sealedMessage)) return refuse("envelope-type-unknown");
    const { from, to, kid, data } = verified;
    const value = await openSealed(data, {
      from,
      to,
      kid,
      device: device.id,
      privateKeyFor: prekeys.privateKeyFor,
    });
    if (isRefusal(value)) return value;
    const payload = parsePrivatePayload(value, { sender, me: device.me });
    return isRefusal(payload) ? payload : { payload, person };
  }

  /** The sender as pinned, or asked again when the pinned log does not explain the envelope. */
  async function sentBy(
    envelope: Envelope,
    sender: string,
    came: number,
  ): Promise<Person | Refusal> {
    const known = await contacts.known(sender);
    if (known && !known.contact.alarm) {
      const verified = await verify(envelope, known, came);
      if (!isRefusal(verified) || !STALE.has(verified.code)) return known;
    }
    const asked =
      sender === device.me ? await contacts.refreshSelf() : await contacts.lookup(envelope.from);
    if (isRefusal(asked)) return asked;
    return asked.identity.id === sender ? asked : refuse("identity-other");
  }

  function verify(envelope: Envelope, { identity }: Person, came: number) {
    // Judged by when it came: what waited here did not expire on the way.
    const to = [device.address];
    return verifyEnvelope(envelope, { identity, now: came, to, backend: webBackend });
  }

  return { receive, open: () => opening(open) };
}
