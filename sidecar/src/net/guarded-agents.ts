import type { LookupFunction } from "node:net";
import { Agent, buildConnector, request } from "undici";
import type { GuardedClient, Reach } from "./guarded-client.ts";
import { privateAddressError } from "./lookup.ts";

/** undici behind the guard; apart from it, since it is 25 MB that only a request needs. */
export interface GuardedAgents {
  readonly request: GuardedClient["request"];
  close(): Promise<void>;
}

/** Opens one agent for each reach. Every connection, of a redirect's next hop too, asks the guard. */
export function openAgents({
  lookups,
  mayConnect,
}: {
  lookups: Readonly<Record<Reach, LookupFunction>>;
  mayConnect: GuardedClient["mayConnect"];
}): GuardedAgents {
  function agentFor(reach: Reach): Agent {
    const connect = buildConnector({ lookup: lookups[reach], timeout: 10_000 });
    return new Agent({
      connections: 8,
      headersTimeout: 15_000,
      bodyTimeout: 15_000,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16_384,
      connect: (options, callback) => {
        // A literal never passes through `lookup`.
        if (!mayConnect(options.hostname, reach)) {
          callback(privateAddressError(options.hostname), null);
        } else connect(options, callback);
      },
    });
  }
  const agents = { public: agentFor("public"), local: agentFor("local") };
  return {
    request: (url, { reach, method = "GET", body, ...rest }) =>
      request(url, { ...rest, method, body: body ?? null, dispatcher: agents[reach] }),
    close: async () => {
      await Promise.all([agents.public.destroy(), agents.local.destroy()]);
    },
  };
}
