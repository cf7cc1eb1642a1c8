import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { isLoopbackAddress } from "../net/lookup.ts";

/**
 * An IP address as limits count it: a customer of IPv6 holds at least a /64 and takes another address
 * of it whenever they like, so the whole /64 is one caller. Anything else stays as it is.
 */
export function countedAddress(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6) || parsed.range() === "loopback") return parsed.toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(":")}::/64`;
}

/**
 * Who calls, as limits count it. Behind a proxy on this machine it is the last name in
 * `X-Forwarded-For`: the one our own proxy wrote; what stands before it is the caller's claim.
 */
export function remoteAddress(
  incoming: IncomingMessage,
  { trustProxy }: { trustProxy: boolean },
): string {
  const direct = incoming.socket?.remoteAddress ?? "unknown";
  if (!trustProxy || !isLoopbackAddress(direct)) return countedAddress(direct);
  const header = incoming.headers["x-forwarded-for"];
  const last = (Array.isArray(header) ? header.join(",") : header)?.split(",").at(-1)?.trim();
  return countedAddress(last === undefined || last === "" ? direct : last);
}
