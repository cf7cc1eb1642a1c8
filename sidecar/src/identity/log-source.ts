import { type Address, formatAddress, originOf } from "@courtyard/protocol/address.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { GuardedClient, Reach } from "../net/guarded-client.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { OwnIdentities } from "./own-identity.ts";

/** What stands at an address now: a verified log, or why there is none. */
export interface Fetched {
  readonly identity: Identity | Refusal;
  readonly at: number;
}

/** Where identity logs come from, with one cache for all tenants. Says nothing about pins. */
export interface LogSource {
  /** The cached answer when it is no older than `maxAge`, else a new one. Never throws. */
  fetch(address: Address, options: { reach: Reach; maxAge: number }): Promise<Fetched>;
  cached(address: Address): Fetched | undefined;
  /** Whether the answer is our own and so never old. */
  isHere(address: Address): boolean;
}

/** A failure is remembered this long, so that a stranger cannot make us knock again and again. */
export const NEGATIVE_TTL = 30_000;
const CACHED_LOGS = 2_000;
const FETCHES_AT_ONCE = 32;

/** Tenants of this very process are answered from memory; all others over the guarded client. */
export function createLogSource({
  net,
  clock,
  tenants,
  own,
}: {
  net: GuardedClient;
  clock: () => number;
  tenants: TenantDirectory;
  own: OwnIdentities;
}): LogSource {
  const known = new Map<string, Fetched>();
  const running = new Map<string, Promise<Fetched>>();

  function local(address: Address): Fetched | undefined {
    const tenant = tenants.byAddress(address);
    const identity = tenant && own.of(tenant.id);
    return identity && { identity, at: clock() };
  }

  async function load(address: Address, key: string, reach: Reach): Promise<Fetched> {
    const fetched = { identity: await fetchLog(net, address, reach), at: clock() };
    known.delete(key);
    known.set(key, fetched);
    if (known.size > CACHED_LOGS) known.delete(known.keys().next().value as string);
    return fetched;
  }

  return {
    isHere: (address) => local(address) !== undefined,
    cached: (address) => local(address) ?? known.get(formatAddress(address)),
    fetch: (address, { reach, maxAge }) => {
      const here = local(address);
      if (here) return Promise.resolve(here);
      const name = formatAddress(address);
      const last = known.get(name);
      if (last) {
        const age = clock() - last.at;
        if (age < (isRefusal(last.identity) ? NEGATIVE_TTL : maxAge)) return Promise.resolve(last);
      }
      const ongoing = running.get(name);
      if (ongoing) return ongoing;
      if (running.size >= FETCHES_AT_ONCE) {
        return Promise.resolve({ identity: refuse("identity-unreachable", "busy"), at: 0 });
      }
      const loading = load(address, name, reach).finally(() => running.delete(name));
      running.set(name, loading);
      return loading;
    },
  };
}

async function fetchLog(
  net: GuardedClient,
  address: Address,
  reach: Reach,
): Promise<Identity | Refusal> {
  const identity = await fetchLogAt(net, originOf(address), reach);
  if (isRefusal(identity)) return identity;
  return identity.head.urls.includes(formatAddress(address))
    ? identity
    : refuse("identity-address");
}

/** The verified log that an origin serves, whoever it names. Refuses `identity-*`. */
export async function fetchLogAt(
  net: GuardedClient,
  origin: string,
  reach: Reach,
): Promise<Identity | Refusal> {
  const url = `${origin}/.well-known/courtyard/identity.jsonl`;
  const answer = await net.fetch(url, { reach, maxBytes: LIMITS.identityBytes, timeout: 15_000 });
  if (!answer.ok) {
    if (answer.problem === "too-large") return refuse("identity-too-large");
    return refuse("identity-unreachable", answer.problem);
  }
  if (answer.status !== 200) return refuse("identity-unreachable", `HTTP ${answer.status}`);
  let log: string;
  try {
    log = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(answer.body);
  } catch {
    return refuse("identity-malformed", "not UTF-8");
  }
  return verifyIdentityLog(log, nodeBackend);
}
