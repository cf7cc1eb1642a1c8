import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** RFC 6761 §6.3: `localhost` and everything under it is this machine. Node asks DNS instead. */
export function isLocalhostName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost");
}

/** Whether an IP address literal is on the public net (RFC 6890 and its successors by ipaddr.js). */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === "unicast";
}

/** Whether an IP address literal is this machine's loopback. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

/** Error code of a connection that the guard refused before it was opened. */
export const PRIVATE_ADDRESS = "ERR_PRIVATE_ADDRESS";

export function privateAddressError(host: string): Error {
  return Object.assign(new Error(`${host} is not on the public net`), { code: PRIVATE_ADDRESS });
}

/**
 * A `lookup` for sockets that hands out only addresses `allowed` says yes to, so that the check is
 * on the very address that is connected to (no second resolution to rebind). `*.localhost` is
 * answered without DNS.
 */
export function guardedLookup(allowed: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    const answer = (found: { address: string; family: number }[]): void => {
      const usable = found.filter(({ address }) => allowed(address));
      const first = usable[0];
      if (!first) callback(privateAddressError(host), options.all ? [] : "", 0);
      else if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    };
    if (isLocalhostName(host)) {
      process.nextTick(answer, [{ address: "127.0.0.1", family: 4 }]);
      return;
    }
    systemLookup(host, { all: true, verbatim: true }, (error, found) => {
      if (error) callback(error, options.all ? [] : "", 0);
      else answer(found);
    });
  };
}
