// Two or more scripted sidecars that know each other: enough of delivery, lookup and queueing for the
// app's state to be tried against, with nothing of the real ones' policy or storage.

import type { Frame } from "@courtyard/protocol/frames.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { TestPerson } from "./people.ts";
import { person } from "./people.ts";
import { type ScriptedClient, type ScriptedSidecar, scriptedSidecar } from "./scripted-sidecar.ts";

export interface House {
  readonly sidecar: ScriptedSidecar;
  readonly person: TestPerson;
  /** What `identity.lookup` says of this house instead of the truth. */
  lie?: JsonObject;
  /** What `identity.get` says once the vault has changed the identity. */
  log?: string;
  /** How often it was looked up. */
  asked: number;
  /** Nobody can look it up now. */
  away?: boolean;
  prekeys: JsonObject[];
  /** What `contacts.put` put, by identity. */
  readonly contacts: Map<string, JsonObject>;
  /** Sealed envelopes by device, with the queue's numbers. */
  readonly queues: Map<string, { n: number; envelope: JsonObject }[]>;
  readonly seen: Set<string>;
  /** Hands an envelope in, as another device of the house would. */
  deliver(envelope: JsonObject): void;
}

export interface PostOffice extends AsyncDisposable {
  house(username: string, devices: readonly string[]): Promise<House>;
}

/** Opens a post office without houses. */
export function postOffice(): PostOffice {
  const houses: House[] = [];
  let n = 0;

  function hand(house: House, client: ScriptedClient): void {
    const items = house.queues.get(client.device) ?? [];
    if (items.length > 0) client.say({ t: "queued", items: items.slice(0, 50) });
  }

  function take(envelope: JsonObject): boolean {
    const to = envelope.to as JsonObject;
    const house = houses.find(({ sidecar }) => sidecar.address.port === to.port);
    if (!house) return false;
    if (house.seen.has(String(envelope.id))) return true;
    house.seen.add(String(envelope.id));
    const keys = ((envelope.data as JsonObject).keys ?? []) as readonly JsonObject[];
    for (const { device } of keys) {
      const queue = house.queues.get(String(device)) ?? [];
      queue.push({ n: ++n, envelope });
      house.queues.set(String(device), queue);
    }
    for (const client of house.sidecar.clients) hand(house, client);
    return true;
  }

  function answer(house: House, method: string, params: JsonObject): JsonValue | undefined {
    if (method === "identity.get") return { log: house.log ?? house.person.log };
    if (method === "prekey.put") {
      house.prekeys = [params.prekey as JsonObject, ...house.prekeys];
      return {};
    }
    if (method === "identity.lookup") {
      const port = Number(String(params.address).split(":")[1]);
      const there = houses.find(({ sidecar }) => sidecar.address.port === port);
      if (!there) return undefined;
      there.asked += 1;
      if (there.away) return undefined;
      return (
        there.lie ?? {
          id: there.person.identity.id,
          log: there.person.log,
          prekeys: { v: 1, prekeys: there.prekeys },
        }
      );
    }
    if (method === "contacts.list") return { items: [...house.contacts.values()], alarms: [] };
    if (method === "contacts.put") {
      const id = String(params.identity);
      const fresh = { friend: false, relay: false, blocked: false };
      const contact = { ...fresh, ...house.contacts.get(id), ...params };
      house.contacts.set(id, contact);
      return { contact };
    }
    return method === "outbox.list" ? { items: [] } : undefined;
  }

  function onFrame(house: House, frame: Frame, client: ScriptedClient): void {
    if (frame.t === "deliver") {
      const id = String(frame.envelope.id);
      client.say({ t: "ack", id });
      const state = take(frame.envelope) ? "delivered" : "waiting";
      client.say({ t: "event", event: "outbox", data: { id, state } });
    }
    if (frame.t === "fetched") {
      const queue = house.queues.get(client.device) ?? [];
      house.queues.set(
        client.device,
        queue.filter((item) => item.n > frame.n),
      );
    }
    if (frame.t === "req") {
      const result = answer(house, frame.method, frame.params);
      client.say(
        result === undefined
          ? { t: "refuse", code: "identity-unreachable", re: frame.id }
          : { t: "res", id: frame.id, result },
      );
    }
  }

  return {
    async house(username, devices) {
      const sidecar = await scriptedSidecar(username);
      const who = await person(sidecar.address, devices);
      const house: House = {
        sidecar,
        person: who,
        asked: 0,
        prekeys: [],
        contacts: new Map(),
        queues: new Map(),
        seen: new Set(),
        deliver: (envelope) => void take(envelope),
      };
      sidecar.owner = who;
      sidecar.onReady = (client) => hand(house, client);
      sidecar.onFrame = (frame, client) => onFrame(house, frame, client);
      houses.push(house);
      return house;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(houses.map(({ sidecar }) => sidecar[Symbol.asyncDispose]()));
    },
  };
}
