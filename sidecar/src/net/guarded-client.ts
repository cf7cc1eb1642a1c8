import { isIP } from "node:net";
import type { Dispatcher } from "undici";
import type { GuardedAgents } from "./guarded-agents.ts";
import {
  guardedLookup,
  isLocalhostName,
  isLoopbackAddress,
  isPublicAddress,
  PRIVATE_ADDRESS,
} from "./lookup.ts";

/** Whether requests made on behalf of this host's owner may reach the machine itself. */
export type Reach = "public" | "local";

/**
 * Someone who lives at a localhost name is trying Courtyard on one machine, so their sidecar may
 * talk to loopback; a tenant with a public name never can (a feed URL must not read our database
 * server).
 */
export function reachOf(tenant: { host: string }): Reach {
  return isLocalhostName(tenant.host) || isLoopbackAddress(tenant.host) ? "local" : "public";
}

export interface GuardedClient extends AsyncDisposable {
  /**
   * undici's `request` by an agent that refuses to connect anywhere the reach does not allow;
   * redirects are not followed. Throws as undici does, `ERR_PRIVATE_ADDRESS` for a refused address.
   */
  readonly request: (url: string, options: GuardedRequest) => Promise<Dispatcher.ResponseData>;
  /** For `ws` and `node:net`: the same guard as a lookup; literals go through `mayConnect`. */
  readonly lookup: (reach: Reach) => ReturnType<typeof guardedLookup>;
  /** false for an IP literal in a URL that the reach forbids. Names are judged after DNS. */
  mayConnect(hostname: string, reach: Reach): boolean;
  /** One request, capped; redirects are not followed. */
  fetch(url: string, options: CappedRequest): Promise<CappedResponse>;
  close(): Promise<void>;
}

export interface GuardedRequest {
  readonly reach: Reach;
  readonly method?: "GET" | "POST";
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface CappedRequest extends Omit<GuardedRequest, "signal"> {
  /** Bytes of body to read at most, as they come on the wire (no content coding is asked for). */
  readonly maxBytes: number;
  /** For the whole exchange, in ms. */
  readonly timeout: number;
}

export type CappedResponse =
  | {
      ok: true;
      status: number;
      headers: Record<string, string | string[] | undefined>;
      body: Uint8Array;
    }
  | { ok: false; problem: "private" | "timeout" | "too-large" | "unreachable" };

function addressAllowed(reach: Reach): (address: string) => boolean {
  return reach === "local"
    ? (address) => isLoopbackAddress(address) || isPublicAddress(address)
    : isPublicAddress;
}

/** Everything outgoing of the sidecar goes through this. The agents are opened by the first request. */
export function createGuardedClient(): GuardedClient {
  let agents: Promise<GuardedAgents> | undefined;
  const lookups = {
    public: guardedLookup(addressAllowed("public")),
    local: guardedLookup(addressAllowed("local")),
  };
  async function open(): Promise<GuardedAgents> {
    const { openAgents } = await import("./guarded-agents.ts");
    return openAgents({ lookups, mayConnect });
  }
  const request: GuardedClient["request"] = async (url, options) => {
    agents ??= open();
    return (await agents).request(url, options);
  };
  const close = async (): Promise<void> => (await agents)?.close();
  return {
    request,
    lookup: (reach) => lookups[reach],
    mayConnect,
    fetch: (url, options) => cappedFetch(request, url, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function mayConnect(hostname: string, reach: Reach): boolean {
  const literal = hostname.replace(/^\[|\]$/g, "");
  return isIP(literal) === 0 || addressAllowed(reach)(literal);
}

async function cappedFetch(
  request: GuardedClient["request"],
  url: string,
  { maxBytes, timeout, headers = {}, ...options }: CappedRequest,
): Promise<CappedResponse> {
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await request(url, {
      ...options,
      headers: { "user-agent": "Courtyard/0.1", "accept-encoding": "identity", ...headers },
      signal,
    });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) {
        response.body.destroy();
        return { ok: false, problem: "too-large" };
      }
      chunks.push(chunk);
    }
    return {
      ok: true,
      status: response.statusCode,
      headers: response.headers,
      body: Buffer.concat(chunks),
    };
  } catch (error) {
    if (signal.aborted) return { ok: false, problem: "timeout" };
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return { ok: false, problem: code === PRIVATE_ADDRESS ? "private" : "unreachable" };
  }
}
