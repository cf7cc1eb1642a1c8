import type { IncomingMessage } from "node:http";
import { isLoopbackAddress } from "../net/lookup.ts";

/**
 * Who calls, as limits count it. Behind a proxy on this machine it is the last name in
 * `X-Forwarded-For`: the one our own proxy wrote; what stands before it is the caller's claim.
 */
export function remoteAddress(
  incoming: IncomingMessage,
  { trustProxy }: { trustProxy: boolean },
): string {
  const direct = incoming.socket?.remoteAddress ?? "unknown";
  if (!trustProxy || !isLoopbackAddress(direct)) return direct;
  const header = incoming.headers["x-forwarded-for"];
  const last = (Array.isArray(header) ? header.join(",") : header)?.split(",").at(-1)?.trim();
  return last === undefined || last === "" ? direct : last;
}
