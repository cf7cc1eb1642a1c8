// RFC 6761 §6.3: `localhost` and everything under it is this machine. Node asks DNS instead, and a
// bare system knows no `alice.localhost`.

import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent } from "undici";

/** Whether a host's name is `localhost` or under it. */
export function isLocalhost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost");
}

const lookup: LookupFunction = (host, options, callback) => {
  if (!isLocalhost(host)) {
    systemLookup(host, options, callback);
  } else if (options.all) {
    process.nextTick(callback, null, [{ address: "127.0.0.1", family: 4 }]);
  } else {
    process.nextTick(callback, null, "127.0.0.1", 4);
  }
};

/** Connections to one's own sidecar; the caller closes them. */
export function sidecarAgent(): Agent {
  return new Agent({
    connect: { lookup, timeout: 10_000 },
    connections: 8,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  });
}
