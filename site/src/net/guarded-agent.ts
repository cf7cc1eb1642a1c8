// Connections to an address that a file names. The file is the writer's own, but may have come along
// with somebody's template: a site on the public net makes nobody knock at doors behind the router.

import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector } from "undici";
import { isLocalhost } from "./lookup.ts";

/** Error code of a connection that was refused before it was opened. */
export const PRIVATE_ADDRESS = "ERR_PRIVATE_ADDRESS";

/** How long each step of one exchange may take, in milliseconds. */
const PATIENCE = 10_000;

/**
 * An agent that connects to the public net alone; for a site that lives under `localhost`, to this
 * machine too. The very address that is connected to is judged, after DNS; redirects are not followed.
 */
export function guardedAgent({ origin }: { origin: string }): Agent {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, "");
  const local = isLocalhost(host) || rangeOf(host) === "loopback";
  const allowed = (address: string) => {
    const range = rangeOf(address);
    return range === "unicast" || (local && range === "loopback");
  };
  const lookup: LookupFunction = (name, options, callback) => {
    const answer = (found: { address: string; family: number }[]): void => {
      const usable = found.filter(({ address }) => allowed(address));
      const [first] = usable;
      if (!first) callback(refused(name), options.all ? [] : "", 0);
      else if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    };
    if (isLocalhost(name)) {
      process.nextTick(answer, [{ address: "127.0.0.1", family: 4 }]);
      return;
    }
    systemLookup(name, { all: true, verbatim: true }, (error, found) => {
      if (error) callback(error, options.all ? [] : "", 0);
      else answer(found);
    });
  };
  const connect = buildConnector({ lookup, timeout: PATIENCE });
  return new Agent({
    connections: 1,
    headersTimeout: PATIENCE,
    bodyTimeout: PATIENCE,
    maxHeaderSize: 16_384,
    connect(options, callback) {
      // A literal never passes through `lookup`.
      const literal = options.hostname.replace(/^\[|\]$/g, "");
      if (isIP(literal) !== 0 && !allowed(literal)) callback(refused(literal), null);
      else connect(options, callback);
    },
  });
}

function rangeOf(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).range() : "none";
}

function refused(host: string): Error {
  return Object.assign(new Error(`${host} is not on the public net`), { code: PRIVATE_ADDRESS });
}
