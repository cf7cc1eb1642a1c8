import type { MiddlewareHandler } from "hono";
import { refuseLocally } from "../vault-refusal.ts";

/**
 * Answers only requests that name this machine and this port in `Host`. A page on the web can point
 * its own name at 127.0.0.1 (DNS rebinding), and the browser then treats our answers as that page's;
 * but its requests still carry that name here. A request that changes something must also not come
 * from a page of another origin.
 */
export function ownHostOnly(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const hosts = [`localhost:${port()}`, `127.0.0.1:${port()}`, `[::1]:${port()}`];
    const host = c.req.header("host")?.toLowerCase();
    const origin = c.req.header("origin");
    const foreign =
      origin !== undefined && !hosts.some((own) => origin.toLowerCase() === `http://${own}`);
    if (host === undefined || !hosts.includes(host) || (foreign && c.req.method !== "GET"))
      return c.json(refuseLocally("host-forbidden"), 403);
    await next();
  };
}
