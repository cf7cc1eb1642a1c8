import { type Address, formatAddress, parseAddress } from "@courtyard/protocol/address.ts";
import { fromBase64url } from "@courtyard/protocol/bytes.ts";
import { makeEnvelope, readEnvelope } from "@courtyard/protocol/envelope.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { type RelayForward, relayForward } from "@courtyard/protocol/messages/relay-forward.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { RemoteIdentities } from "../identity/remote-identity.ts";
import type { ServeKeys } from "../identity/serve-keys.ts";
import type { Carried } from "../outbox/courier.ts";
import type { Parcel, Transport } from "../outbox/transport.ts";
import { relayingContacts } from "../store/contact.ts";
import type { Store } from "../store/open-store.ts";
import type { Tenant } from "../tenant/tenant.ts";

/**
 * Sends what cannot be delivered directly through friends' sidecars, sealed for the destination's.
 * undefined when no friend could take it. A friend's acknowledgement means that it stands in the
 * friend's own durable outbox.
 */
export function createByFriend({
  store,
  own,
  remote,
  serveKeys,
  direct,
  clock,
}: {
  store: Store;
  own: OwnIdentities;
  remote: RemoteIdentities;
  serveKeys: (tenant: string) => Promise<ServeKeys | undefined>;
  direct: Transport;
  clock: () => number;
}): (
  tenant: Tenant,
  parcels: readonly (Parcel & { destination: string; exp: number })[],
) => Promise<Carried | undefined> {
  /** The data to hand to a friend: sealed now, or, of what we relay ourselves, one hop less. */
  async function forwardable(
    tenant: Tenant,
    to: Address,
    { type, envelope }: Parcel,
  ): Promise<RelayForward | Refusal> {
    if (type === relayForward.type) {
      const read = readEnvelope(envelope);
      if (isRefusal(read)) return read;
      const data = read.data as RelayForward;
      return data.hops > 0 ? { ...data, hops: data.hops - 1 } : refuse("relay-hops");
    }
    // Asking the destination for its log is what fails now: only what is known helps.
    const theirs = await remote.known(tenant, to);
    const now = clock();
    const serve = theirs?.head.devices.find(
      ({ can, until }) => can.includes("serve") && (until === undefined || until > now),
    );
    const publicKey = serve && fromBase64url(serve.seal);
    if (!publicKey) return refuse("delivery-unreachable", "no known key");
    const { sealForRelay } = await import("@courtyard/protocol/seal.ts");
    const sealed = await sealForRelay(envelope, { destination: to, publicKey });
    return isRefusal(sealed) ? sealed : { to, hops: LIMITS.relayHops, ...sealed };
  }

  return async (tenant, parcels) => {
    const first = parcels[0];
    const to = first && parseAddress(first.destination);
    const keys = await serveKeys(tenant.id);
    const identity = own.of(tenant.id);
    if (!to || isRefusal(to) || !keys || !identity) return undefined;
    const kid = formatKid(identity.id, keys.record.id);
    for (const contact of relayingContacts(store, tenant.id)) {
      const friend = parseAddress(contact.address);
      if (isRefusal(friend) || formatAddress(friend) === formatAddress(to)) continue;
      const outer: Parcel[] = [];
      for (const parcel of parcels) {
        const data = await forwardable(tenant, to, parcel);
        if (isRefusal(data)) break;
        const now = clock();
        const made = await makeEnvelope({
          from: tenant.address,
          to: friend,
          type: relayForward.type,
          data,
          signer: keys.signer,
          kid,
          now,
          ttl: Math.max(1, Math.min(LIMITS.envelopeTtl, parcel.exp - now)),
        });
        const envelope = JSON.stringify(made);
        outer.push({ id: made.id, type: made.type, envelope, attempts: parcel.attempts });
      }
      if (outer.length === 0) return undefined;
      const answers = await direct(tenant, friend, outer);
      if (!answers.some((answer) => answer === undefined)) continue;
      // What this friend did not take waits for the next try: never the friend's refusal as theirs.
      const results = parcels.map((_, i) =>
        i < outer.length && answers[i] === undefined ? undefined : refuse("delivery-unreachable"),
      );
      return { results, via: contact.address };
    }
    return undefined;
  };
}
