import { formatAddress, parseAddress } from "@courtyard/protocol/address.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import { z } from "zod";
import { type Methods, method } from "../device-api/method.ts";
import type { RemoteIdentities } from "../identity/remote-identity.ts";
import {
  type ContactRow,
  contactOf,
  contactsOf,
  countContacts,
  putContact,
} from "../store/contact.ts";
import type { Store } from "../store/open-store.ts";
import { alarmsOf } from "../store/remote-identity.ts";

const MOST_CONTACTS = 10_000;

const putParams = z.strictObject({
  identity: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  address: z.string().max(LIMITS.hostLength + LIMITS.usernameLength + 8),
  name: z.string().max(LIMITS.nameLength).nullable().optional(),
  friend: z.boolean().optional(),
  relay: z.boolean().optional(),
  blocked: z.boolean().optional(),
});

/**
 * `contacts.list` and `contacts.put`. What a put leaves out stays as it was. Putting the identity
 * alone that stands at an address after an alarm is the owner's word that it is right: it is pinned.
 * A put that decides something else (to block them, say) is no such word.
 */
export function contactMethods({
  store,
  remote,
}: {
  store: Store;
  remote: RemoteIdentities;
}): Methods {
  return {
    "contacts.list": method({
      roles: ["device", "vault"],
      params: z.strictObject({}),
      run: ({ tenant }) => ({
        items: contactsOf(store, tenant.id).map(contactJson),
        alarms: alarmsOf(store, tenant.id).map(({ address, code, at }) => ({ address, code, at })),
      }),
    }),
    "contacts.put": method({
      capability: "chat",
      roles: ["device", "vault"],
      params: putParams,
      run: async ({ tenant, now }, params) => {
        const address = parseAddress(params.address);
        if (isRefusal(address)) return address;
        const name = formatAddress(address);
        const { name: called, friend, relay, blocked } = params;
        const alone = [called, friend, relay, blocked].every((one) => one === undefined);
        if (alone && alarmsOf(store, tenant.id).some((alarm) => alarm.address === name)) {
          const trusted = await remote.trust(tenant, address, params.identity);
          if (isRefusal(trusted)) return trusted;
        }
        const before = contactOf(store, tenant.id, params.identity);
        if (!before && countContacts(store, tenant.id) >= MOST_CONTACTS) {
          return refuse("quota-exceeded", "contacts");
        }
        const row: ContactRow = {
          tenant: tenant.id,
          identity: params.identity,
          address: name,
          name: params.name === undefined ? (before?.name ?? null) : params.name,
          friend: Number(params.friend ?? before?.friend === 1),
          relay: Number(params.relay ?? before?.relay === 1),
          blocked: Number(params.blocked ?? before?.blocked === 1),
          at: before?.at ?? now,
        };
        putContact(store, row);
        return { contact: contactJson(row) };
      },
    }),
  };
}

function contactJson({ identity, address, name, friend, relay, blocked, at }: ContactRow) {
  return {
    identity,
    address,
    ...(name !== null && { name }),
    friend: friend === 1,
    relay: relay === 1,
    blocked: blocked === 1,
    at,
  };
}
