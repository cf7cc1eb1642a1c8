import { formatAddress, originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { text } from "@courtyard/protocol/bytes.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { z } from "zod";
import { type Methods, method } from "../device-api/method.ts";
import { type GuardedClient, type Reach, reachOf } from "../net/guarded-client.ts";
import type { TenantDirectory } from "../tenant/directory.ts";

const TIMEOUT = 15_000;

/**
 * `identity.find {url}` → `{address}`: whose Courtyard a web page belongs to, so that a reader can
 * comment by the page's URL alone. Only finds; who it is is for `identity.lookup` to verify and pin.
 * Refuses `not-found` for a site that is no Courtyard, and `identity-unreachable`.
 */
export function findAuthorMethods({
  tenants,
  net,
}: {
  tenants: TenantDirectory;
  net: GuardedClient;
}): Methods {
  return {
    "identity.find": method({
      roles: ["device", "vault"],
      params: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2048) }),
      run: async ({ tenant }, { url }) => {
        const { origin } = new URL(url);
        const here = tenants.all().find((one) => one.origin === origin);
        if (here) return { address: formatAddress(here.address) };
        return fetchAddress(net, origin, reachOf(tenant));
      },
    }),
  };
}

async function fetchAddress(
  net: GuardedClient,
  origin: string,
  reach: Reach,
): Promise<{ address: string } | Refusal> {
  const url = `${origin}/.well-known/courtyard/identity.jsonl`;
  const answer = await net.fetch(url, { reach, maxBytes: LIMITS.identityBytes, timeout: TIMEOUT });
  if (!answer.ok) return refuse("identity-unreachable", answer.problem);
  if (answer.status !== 200) return refuse("not-found", `HTTP ${answer.status}`);
  let log: string;
  try {
    log = text(answer.body);
  } catch {
    return refuse("not-found", "not UTF-8");
  }
  const identity = await verifyIdentityLog(log, nodeBackend);
  // A site that answers every path with a page is no Courtyard, rather than a broken one.
  if (isRefusal(identity)) return refuse("not-found", identity.code);
  const address = identity.head.urls.find((one) => {
    const parsed = parseAddress(one);
    return !isRefusal(parsed) && originOf(parsed) === origin;
  });
  return address === undefined ? refuse("not-found", "it lives elsewhere") : { address };
}
