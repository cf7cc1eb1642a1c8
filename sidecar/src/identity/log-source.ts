import { type Address, formatAddress, originOf } from "@courtyard/protocol/address.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { newBucket } from "../limit/token-bucket.ts";
import type { GuardedClient, Reach } from "../net/guarded-client.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { OwnIdentities } from "./own-identity.ts";
import { createWeightedCache } from "./weighted-cache.ts";

/** What stands at an address now: a verified log, or why there is none. */
export interface Fetched {
  readonly identity: Identity | Refusal;
  readonly at: number;
  /** Of the log as it came; 0 when there is none, or when it is our own. */
  readonly bytes: number;
}

/** Where identity logs come from, with one cache for all tenants. Says nothing about pins. */
export interface LogSource {
  /**
   * The cached answer when it is no older than `maxAge`, else a new one. `byStranger`: nobody who
   * has proved anything wants it, so it waits behind those whom the owner asked for. Never throws.
   */
  fetch(
    address: Address,
    options: { reach: Reach; maxAge: number; byStranger: boolean },
  ): Promise<Fetched>;
  cached(address: Address): Fetched | undefined;
  /** Whether the answer is our own and so never old. */
  isHere(address: Address): boolean;
}

/** A failure is remembered this long, so that a stranger cannot make us knock again and again. */
export const NEGATIVE_TTL = 30_000;
const CACHED_LOGS = 2_000;
const CACHED_BYTES = 32 * 1024 * 1024;
const FETCHES_AT_ONCE = 32;
/** What strangers may take of these, or a few slow servers of theirs keep the owner from everybody. */
const FETCHES_BY_STRANGERS = 24;
/**
 * Milliseconds of verifying that strangers may cost us: a log of a megabyte, or of 256 keys, takes
 * nearly half a second, and whoever has a wildcard in DNS has any number of them. What they send
 * meanwhile is refused as unreachable, which senders try again.
 */
const VERIFYING = { burst: 10_000, perSecond: 100 };

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
  const known = createWeightedCache<Fetched>({ most: CACHED_LOGS, mostWeight: CACHED_BYTES });
  const verifying = newBucket(VERIFYING, clock());
  const running = new Map<string, Promise<Fetched>>();

  function local(address: Address): Fetched | undefined {
    const tenant = tenants.byAddress(address);
    const identity = tenant && own.of(tenant.id);
    return identity && { identity, at: clock(), bytes: 0 };
  }

  async function load(
    address: Address,
    key: string,
    { reach, byStranger }: { reach: Reach; byStranger: boolean },
  ): Promise<Fetched> {
    const body = await fetchLog(net, originOf(address), reach);
    const start = clock();
    const identity = isRefusal(body) ? body : await readLog(body, address);
    const at = clock();
    if (byStranger) verifying.tokens -= at - start;
    const bytes = isRefusal(body) ? 0 : body.length;
    const fetched = { identity, at, bytes };
    known.put(key, fetched, bytes);
    return fetched;
  }

  /** Reads the bucket without taking: the cost is known only afterwards. */
  function mayVerify(): boolean {
    const now = clock();
    const elapsed = Math.max(0, now - verifying.at) / 1000;
    verifying.at = now;
    verifying.tokens = Math.min(VERIFYING.burst, verifying.tokens + elapsed * VERIFYING.perSecond);
    return verifying.tokens > 0;
  }

  return {
    isHere: (address) => local(address) !== undefined,
    cached: (address) => local(address) ?? known.get(formatAddress(address)),
    fetch: (address, { reach, maxAge, byStranger }) => {
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
      const most = byStranger ? FETCHES_BY_STRANGERS : FETCHES_AT_ONCE;
      if (running.size >= most || (byStranger && !mayVerify())) {
        return Promise.resolve({
          identity: refuse("identity-unreachable", "busy"),
          at: 0,
          bytes: 0,
        });
      }
      const loading = load(address, name, { reach, byStranger }).finally(() =>
        running.delete(name),
      );
      running.set(name, loading);
      return loading;
    },
  };
}

/** The text at the log's place, as it came. */
async function fetchLog(
  net: GuardedClient,
  origin: string,
  reach: Reach,
): Promise<Uint8Array | Refusal> {
  const url = `${origin}/.well-known/courtyard/identity.jsonl`;
  const answer = await net.fetch(url, { reach, maxBytes: LIMITS.identityBytes, timeout: 15_000 });
  if (!answer.ok) {
    if (answer.problem === "too-large") return refuse("identity-too-large");
    return refuse("identity-unreachable", answer.problem);
  }
  if (answer.status !== 200) return refuse("identity-unreachable", `HTTP ${answer.status}`);
  return answer.body;
}

/** The verified log, when its owner says that they live at this address. Refuses `identity-*`. */
async function readLog(body: Uint8Array, address: Address): Promise<Identity | Refusal> {
  let log: string;
  try {
    log = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return refuse("identity-malformed", "not UTF-8");
  }
  const identity = await verifyIdentityLog(log, nodeBackend);
  if (isRefusal(identity)) return identity;
  return identity.head.urls.includes(formatAddress(address))
    ? identity
    : refuse("identity-address");
}
