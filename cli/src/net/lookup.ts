import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent } from "undici";

/** RFC 6761 §6.3: every name under `localhost` is this machine. Node asks DNS, which on a bare Debian says no. */
const localhostLookup: LookupFunction = (host, options, callback) => {
  if (!/(^|\.)localhost\.?$/i.test(host)) {
    systemLookup(host, options, callback);
  } else if (options.all) {
    callback(null, [{ address: "127.0.0.1", family: 4 }]);
  } else {
    callback(null, "127.0.0.1", 4);
  }
};

/** The dispatcher for all of the cli's HTTP and websockets. Sockets idle out at once, so that a command ends. */
export const net = new Agent({ connect: { lookup: localhostLookup }, keepAliveTimeout: 500 });
