import { formatAddress, parseAddress } from "@courtyard/protocol/address.ts";
import { deviceOf } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { parsePrekey, verifyPrekey } from "@courtyard/protocol/prekey.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { z } from "zod";
import { type MethodContext, type Methods, method } from "../device-api/method.ts";
import type { Store } from "../store/open-store.ts";
import { putPrekey } from "../store/prekey.ts";
import { alarmOf } from "../store/remote-identity.ts";
import type { OwnIdentities } from "./own-identity.ts";
import type { PutIdentity } from "./put-identity.ts";
import type { RemoteIdentities } from "./remote-identity.ts";
import { ownPrekeys, type RemotePrekeys } from "./remote-prekeys.ts";

/** The present prekey and the one before, for senders who still hold a copy of the file. */
const PREKEYS_KEPT = 2;

/** `identity.lookup`, `identity.get`, `identity.put` (vault only), `prekey.put`. */
export function identityMethods(options: {
  store: Store;
  own: OwnIdentities;
  remote: RemoteIdentities;
  prekeys: RemotePrekeys;
  putIdentity: PutIdentity;
}): Methods {
  const { store, own, remote } = options;

  async function lookup({ tenant, now }: MethodContext, { address }: { address: string }) {
    const parsed = parseAddress(address);
    if (isRefusal(parsed)) return parsed;
    const name = formatAddress(parsed);
    if (name === formatAddress(tenant.address)) {
      const mine = own.of(tenant.id);
      if (!mine) return refuse("not-found");
      const prekeys = ownPrekeys(store, tenant.id, now);
      return { id: mine.id, log: formatIdentityLog(mine), prekeys: [...prekeys] };
    }
    const resolved = await remote.resolve(tenant, parsed, { fresh: true });
    const alarm = alarmOf(store, tenant.id, name);
    if (alarm) {
      // The pinned history, and that something else stands there now: the person must see both.
      const pinned = await remote.known(tenant, parsed);
      if (!pinned) return refuse("identity-unreachable");
      const said = { code: alarm.code, at: alarm.at, seen: JSON.parse(alarm.seen) as JsonObject };
      return { id: pinned.id, log: formatIdentityLog(pinned), prekeys: [], alarm: said };
    }
    if (isRefusal(resolved)) return resolved;
    // Whoever asks is about to talk to them: from now on their history is pinned.
    store.transaction(() => remote.pin(tenant, parsed, resolved, { now, stranger: false }));
    const prekeys = await options.prekeys(tenant, parsed);
    return { id: resolved.id, log: formatIdentityLog(resolved), prekeys: [...prekeys] };
  }

  async function put(
    { tenant, role, device, now }: MethodContext,
    value: JsonValue,
  ): Promise<JsonValue | Refusal> {
    const prekey = parsePrekey(value);
    if (isRefusal(prekey)) return prekey;
    const identity = own.of(tenant.id);
    const owner = identity && deviceOf(identity, prekey.device);
    if (!owner) return refuse("key-unknown");
    if (role !== "vault" && owner.id !== device.id) return refuse("capability-missing");
    const verified = await verifyPrekey(prekey, { device: owner, now, backend: nodeBackend });
    if (isRefusal(verified)) return verified;
    const { id, exp, at } = prekey;
    putPrekey(
      store,
      { tenant: tenant.id, device: owner.id, id, prekey: JSON.stringify(prekey), exp, at },
      { keep: PREKEYS_KEPT },
    );
    return {};
  }

  return {
    "identity.lookup": method({
      roles: ["device", "vault"],
      params: z.strictObject({ address: z.string().max(400) }),
      run: lookup,
    }),
    "identity.get": method({
      anyDevice: true,
      roles: ["device", "vault"],
      params: z.strictObject({}),
      run: ({ tenant }) => {
        const mine = own.of(tenant.id);
        return mine ? { log: formatIdentityLog(mine) } : refuse("not-found");
      },
    }),
    "identity.put": method({
      roles: ["vault"],
      params: z.strictObject({ log: z.string().max(LIMITS.identityBytes) }),
      run: async ({ tenant, now }, { log }) => {
        const identity = await options.putIdentity(tenant, log, now);
        return isRefusal(identity) ? identity : { seq: identity.head.seq, hash: identity.hash };
      },
    }),
    "prekey.put": method({
      capability: "chat",
      roles: ["device", "vault"],
      params: z.strictObject({
        prekey: z.custom<JsonObject>((value) => typeof value === "object"),
      }),
      run: (context, { prekey }) => put(context, prekey),
    }),
  };
}
