import { originOf } from "@courtyard/protocol/address.ts";
import { isRefusal, isRefusalCode, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { Inbox } from "../inbox/receive.ts";
import { type GuardedClient, reachOf } from "../net/guarded-client.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { PeerLinks } from "./peer-links.ts";
import { carriedNothing, type Parcel, type Transport } from "./transport.ts";

/** Same process, else websocket, else HTTPS. */
export function directTransport(options: {
  tenants: TenantDirectory;
  inbox: Inbox;
  links: PeerLinks;
  net: GuardedClient;
}): Transport {
  const byHttp = httpTransport(options.net);
  return async (tenant, destination, parcels) => {
    const neighbour = options.tenants.byAddress(destination);
    if (neighbour) return Promise.all(parcels.map((one) => hand(options.inbox, neighbour, one)));
    const link = await options.links.get(tenant, destination);
    try {
      if (isRefusal(link)) return await byHttp(tenant, destination, parcels);
      const results = await Promise.all(
        parcels.map(({ id, envelope }) => link.deliver(id, envelope)),
      );
      return carriedNothing(results) ? await byHttp(tenant, destination, parcels) : results;
    } finally {
      options.links.release(tenant, destination);
    }
  };
}

async function hand(
  inbox: Inbox,
  neighbour: Parameters<Inbox["receive"]>[0],
  { envelope }: Parcel,
): Promise<Refusal | undefined> {
  const parsed = parseStrict(envelope);
  if (isRefusal(parsed)) return parsed;
  const result = await inbox.receive(neighbour, parsed.value);
  return isRefusal(result) ? result : undefined;
}

const ANSWER_BYTES = 4096;
const TIMEOUT = 20_000;

/** One POST after the other, so that they arrive in order; the first that fails ends it. */
function httpTransport(net: GuardedClient): Transport {
  return async (tenant, destination, parcels) => {
    const results: (Refusal | undefined)[] = [];
    for (const { envelope } of parcels) {
      const answer = await net.fetch(`${originOf(destination)}/_courtyard/inbox`, {
        reach: reachOf(tenant),
        method: "POST",
        headers: { "content-type": "application/json" },
        body: envelope,
        maxBytes: ANSWER_BYTES,
        timeout: TIMEOUT,
      });
      const result = answer.ok
        ? readAnswer(answer.body)
        : refuse("delivery-unreachable", answer.problem);
      results.push(result);
      if (result?.code === "delivery-unreachable") break;
    }
    return parcels.map((_, i) => (i < results.length ? results[i] : unreached));
  };
}

const unreached = refuse("delivery-unreachable");

function readAnswer(body: Uint8Array): Refusal | undefined {
  const parsed = parseStrict(body, { bytes: ANSWER_BYTES });
  const { ok, code } = (isRefusal(parsed) ? {} : parsed.value) as JsonObject;
  if (ok === true) return undefined;
  return isRefusalCode(code) ? refuse(code) : refuse("delivery-unreachable", "no answer");
}
