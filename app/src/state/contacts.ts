// People: their identity as this device last verified it, pinned, so that a rewritten history is an
// alarm and not a surprise. The owner is a contact too, under their own id.

import { type Address, formatAddress, sameAddress } from "@courtyard/protocol/address.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog, verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { comparePin, type Pin, pinOf } from "@courtyard/protocol/pin.ts";
import { type Prekey, parsePrekeys } from "@courtyard/protocol/prekey.ts";
import type { VaultAlarm } from "@courtyard/protocol/private-payload.ts";
import {
  isRefusal,
  isRefusalCode,
  type Refusal,
  type RefusalCode,
  refuse,
} from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { webBackend } from "@courtyard/protocol/web/ed25519.ts";
import type { Core } from "./core.ts";
import type { AppStorage } from "./storage-port.ts";

/** Key: identity id. */
export interface Contact {
  readonly id: string;
  readonly address: Address;
  readonly log: string;
  readonly pin: Pin;
  readonly prekeys: readonly Prekey[];
  readonly checkedAt: number;
  /** Set while what is served there does not follow from the pin; nothing is sent then. */
  readonly alarm?: Alarm;
}

/** `other` is the id that was found in place of the known one, where it verified. */
export interface Alarm {
  readonly code: RefusalCode;
  readonly at: number;
  readonly other?: string;
  /** Seen by the vault, not here: it stays until the owner asks again. */
  readonly byVault?: true;
}

/** A contact with its verified identity. */
export interface Person {
  readonly contact: Contact;
  readonly identity: Identity;
}

/** How long a looked-up identity is good enough to seal for without asking again. */
const FRESH = 10 * 60_000;

export interface Contacts {
  /** The person as stored, verified; undefined for a stranger. */
  known(id: string): Promise<Person | undefined>;
  /** Asks the sidecar who lives at an address, verifies, pins, and stores. */
  lookup(address: Address): Promise<Person | Refusal>;
  /**
   * The person, asked again when the last answer is older than `maxAge`; the stored one when there is
   * no answer, or none within `patience`. Refuses while there is an alarm; one by the vault ends only
   * when the owner asks (`again`).
   */
  fresh(
    id: string,
    options?: { maxAge?: number; patience?: number; again?: boolean },
  ): Promise<Person | Refusal>;
  /** Keeps what the vault has seen; of somebody unknown here there is nothing to warn of. */
  warned(alarm: VaultAlarm): Promise<void>;
  /** The owner's word, after an alarm, for the identity that now stands at the contact's address. */
  trust(contact: Contact): Promise<Person | Refusal>;
  /** The owner's own identity, asked again; an alarm is stored as for anybody. */
  refreshSelf(): Promise<Person | Refusal>;
}

/** The contacts over a storage and a link. */
export function createContacts(core: Core): Contacts {
  const { storage, link, device, now, notify } = core;
  const verified = new Map<string, { log: string; identity: Identity }>();

  async function identityOf(log: string, id?: string): Promise<Identity | Refusal> {
    const cached = id === undefined ? undefined : verified.get(id);
    if (cached?.log === log) return cached.identity;
    const identity = await verifyIdentityLog(log, webBackend);
    if (!isRefusal(identity)) verified.set(identity.id, { log, identity });
    return identity;
  }

  async function known(id: string): Promise<Person | undefined> {
    const contact = await storage.get("contacts", id);
    if (!contact) return undefined;
    const identity = await identityOf(contact.log, id);
    return isRefusal(identity) ? undefined : { contact, identity };
  }

  async function put(contact: Contact): Promise<void> {
    await storage.write([{ shelf: "contacts", key: contact.id, value: contact }]);
    notify("contacts");
  }

  async function raise(contact: Contact, code: RefusalCode, other?: string): Promise<Refusal> {
    await put({ ...contact, alarm: { code, at: now(), ...(other && { other }) } });
    return refuse(code);
  }

  async function warned({ identity, code, at }: VaultAlarm): Promise<void> {
    const contact = await storage.get("contacts", identity);
    if (contact && !contact.alarm) await put({ ...contact, alarm: { code, at, byVault: true } });
  }

  /** Holds an answer against what is pinned, and stores what follows from it. */
  async function accept(
    address: Address,
    answer: Answer,
    { again = false, trusted }: { again?: boolean; trusted?: string } = {},
  ): Promise<Person | Refusal> {
    const identity = await identityOf(answer.log);
    if (isRefusal(identity)) return identity;
    if (!identity.head.urls.includes(formatAddress(address))) return refuse("identity-address");
    const before = await storage.get("contacts", identity.id);
    // Somebody new where a known person lives: whoever serves the answer, the own sidecar among them,
    // must not put another in that person's place. Only the owner's word for this very id does.
    if (!before && trusted !== identity.id) {
      const resident = await contactAt(storage, address);
      if (resident?.alarm) return refuse("identity-other");
      if (resident) return raise(resident, "identity-other", identity.id);
    }
    const seen = before ? comparePin(before.pin, identity) : undefined;
    if (before && seen && isRefusal(seen)) return raise(before, seen.code);
    // The sidecar may have pinned this identity long before this device heard of it.
    if (before && answer.alarm) return raise(before, answer.alarm.code, answer.alarm.other);
    if (answer.alarm) return refuse(answer.alarm.code);
    const contact: Contact = {
      id: identity.id,
      address,
      log: formatIdentityLog(identity),
      pin: pinOf(identity),
      prekeys: answer.prekeys,
      checkedAt: now(),
      ...(before?.alarm?.byVault && !again && { alarm: before.alarm }),
    };
    await put(contact);
    return { contact, identity };
  }

  async function lookup(address: Address): Promise<Person | Refusal> {
    const answer = await ask(address);
    return isRefusal(answer) ? answer : accept(address, answer);
  }

  async function ask(address: Address): Promise<Answer | Refusal> {
    const result = await link.request("identity.lookup", {
      address: formatAddress(address),
    });
    return isRefusal(result) ? result : readAnswer(result.result);
  }

  async function fresh(
    id: string,
    options: { maxAge?: number; patience?: number; again?: boolean } = {},
  ): Promise<Person | Refusal> {
    const { maxAge = FRESH, patience, again = false } = options;
    const person = await known(id);
    if (!person) return refuse("not-found");
    const { contact } = person;
    if (id === device.me) return person;
    if (!contact.alarm && now() - contact.checkedAt < maxAge) return person;
    const news = check(person, again);
    // An alarm is waited for; without one, what is pinned is good while nothing else is shown.
    if (patience === undefined || contact.alarm) return news;
    return Promise.race([news, after(patience, person)]);
  }

  async function check(person: Person, again: boolean): Promise<Person | Refusal> {
    const { contact } = person;
    const answer = await ask(contact.address);
    // No answer is no alarm, and does not end one.
    if (isRefusal(answer)) return contact.alarm ? refuse(contact.alarm.code) : person;
    const found = await identityOf(answer.log);
    if (!isRefusal(found) && found.id !== contact.id) {
      return raise(contact, "identity-other", found.id);
    }
    const accepted = await accept(contact.address, answer, { again });
    if (isRefusal(accepted) || !accepted.contact.alarm) return accepted;
    return refuse(accepted.contact.alarm.code);
  }

  async function refreshSelf(): Promise<Person | Refusal> {
    const result = await link.request("identity.get", {});
    if (isRefusal(result)) return result;
    const log = (result.result as JsonObject | null)?.log;
    if (typeof log !== "string") return refuse("frame-shape", "identity.get");
    const mine = await storage.get("contacts", device.me);
    const identity = await identityOf(log);
    if (mine && !isRefusal(identity) && identity.id !== device.me) {
      return raise(mine, "identity-other", identity.id);
    }
    const accepted = await accept(device.address, { log, prekeys: mine?.prekeys ?? [] });
    notify("identity");
    return accepted;
  }

  async function trust({ address, alarm }: Contact): Promise<Person | Refusal> {
    if (alarm?.other === undefined) return refuse("not-found");
    // The sidecar keeps pins of its own and must be told; one that has none is content already.
    const told = await link.request("contacts.put", {
      identity: alarm.other,
      address: formatAddress(address),
    });
    if (isRefusal(told)) return told;
    const answer = await ask(address);
    return isRefusal(answer) ? answer : accept(address, answer, { trusted: alarm.other });
  }

  return { known, lookup, fresh, warned, trust, refreshSelf };
}

function after<T>(delay: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, delay, value));
}

/** A sidecar's answer to `identity.lookup`; nothing in it is believed before it is verified. */
interface Answer {
  readonly log: string;
  readonly prekeys: readonly Prekey[];
  /** The log is then the pinned one, and something else stands at the address. */
  readonly alarm?: { readonly code: RefusalCode; readonly other?: string };
}

function readAnswer(value: JsonValue): Answer | Refusal {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse("frame-shape", "identity.lookup");
  }
  const { log, prekeys, alarm } = value as JsonObject;
  if (typeof log !== "string") return refuse("frame-shape", "identity.lookup");
  const parsed = parsePrekeys(Array.isArray(prekeys) ? { v: 1, prekeys } : (prekeys ?? null));
  return {
    log,
    // Without readable prekeys one seals to the devices' own keys.
    prekeys: isRefusal(parsed) ? [] : parsed.prekeys,
    ...readAlarm(alarm),
  };
}

function readAlarm(alarm: JsonValue | undefined): Pick<Answer, "alarm"> {
  const { code, seen } = (typeof alarm === "object" ? (alarm ?? {}) : {}) as JsonObject;
  if (!isRefusalCode(code)) return {};
  const other = (seen as JsonObject | undefined)?.id;
  return { alarm: { code, ...(typeof other === "string" && { other }) } };
}

/** The contact that lives at an address, as far as this device knows. */
export async function contactAt(
  storage: AppStorage,
  address: Address,
): Promise<Contact | undefined> {
  const rows = await storage.list("contacts");
  const there = rows.map((row) => row.value).filter((row) => sameAddress(row.address, address));
  // Somebody new may have been accepted where a known person raised the alarm.
  return there.find((contact) => !contact.alarm) ?? there[0];
}
