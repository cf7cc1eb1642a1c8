import { isIP } from "node:net";
import { Agent, buildConnector, type Dispatcher, request } from "undici";
import {
  guardedLookup,
  isLocalhostName,
  isLoopbackAddress,
  isPublicAddress,
  PRIVATE_ADDRESS,
  privateAddressError,
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
  /** undici dispatcher that refuses to connect anywhere the reach does not allow, on every hop. */
  readonly agent: (reach: Reach) => Dispatcher;
  /** For `ws` and `node:net`: the same guard as a lookup; literals go through `mayConnect`. */
  readonly lookup: (reach: Reach) => ReturnType<typeof guardedLookup>;
  /** false for an IP literal in a URL that the reach forbids. Names are judged after DNS. */
  mayConnect(hostname: string, reach: Reach): boolean;
  /** One request, capped; redirects are not followed. */
  fetch(url: string, options: CappedRequest): Promise<CappedResponse>;
  close(): Promise<void>;
}

export interface CappedRequest {
  readonly reach: Reach;
  readonly method?: "GET" | "POST";
  readonly headers?: Record<string, string>;
  readonly body?: string;
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

/** Opens the two agents. Everything outgoing of the sidecar goes through one of them. */
export function createGuardedClient(): GuardedClient {
  const agents = { public: agentFor("public"), local: agentFor("local") };
  const lookups = {
    public: guardedLookup(addressAllowed("public")),
    local: guardedLookup(addressAllowed("local")),
  };
  const close = async (): Promise<void> => {
    await Promise.all([agents.public.destroy(), agents.local.destroy()]);
  };
  return {
    agent: (reach) => agents[reach],
    lookup: (reach) => lookups[reach],
    mayConnect,
    fetch: (url, options) => cappedFetch(agents[options.reach], url, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function mayConnect(hostname: string, reach: Reach): boolean {
  const literal = hostname.replace(/^\[|\]$/g, "");
  return isIP(literal) === 0 || addressAllowed(reach)(literal);
}

function agentFor(reach: Reach): Agent {
  const connect = buildConnector({ lookup: guardedLookup(addressAllowed(reach)), timeout: 10_000 });
  return new Agent({
    connections: 8,
    headersTimeout: 15_000,
    bodyTimeout: 15_000,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 16_384,
    connect: (options, callback) => {
      // A literal never passes through `lookup`.
      if (!mayConnect(options.hostname, reach))
        callback(privateAddressError(options.hostname), null);
      else connect(options, callback);
    },
  });
}

async function cappedFetch(
  dispatcher: Dispatcher,
  url: string,
  { method = "GET", headers = {}, body, maxBytes, timeout }: CappedRequest,
): Promise<CappedResponse> {
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await request(url, {
      dispatcher,
      method,
      headers: { "user-agent": "Courtyard/0.1", "accept-encoding": "identity", ...headers },
      body: body ?? null,
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
