import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { ServerLimits } from "../config/server-limits.ts";
import { isLoopbackAddress } from "../net/lookup.ts";
import { limitBodyTime } from "./body-time.ts";
import type { HttpEnv } from "./create-http.ts";
import { countedAddress } from "./remote-address.ts";

/** Node looks for slow requests this often; its own default is 30 s. */
const CHECK_EVERY = 1_000;
/** A response whose reader stopped reading, or an idle keep-alive connection. */
const IDLE = 60_000;

/**
 * An HTTP server that slow or greedy clients cannot fill: time limits for headers and for the
 * whole request, a bound on headers, on idle time, and on connections of one IP address.
 */
export function httpServer(
  app: Hono<HttpEnv>,
  { limits, trustProxy }: { limits: ServerLimits; trustProxy: boolean },
): Server {
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: limits.headersTimeout,
      // Bodies have a time of their own.
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(CHECK_EVERY, limits.headersTimeout),
      keepAliveTimeout: 15_000,
      maxHeaderSize: 16_384,
      noDelay: true,
    },
  }) as Server;
  server.timeout = IDLE;
  limitBodyTime(server, limits);
  const perAddress = new Map<string, number>();
  server.on("connection", (socket) => {
    const from = countedAddress(socket.remoteAddress ?? "");
    // All the world comes through the proxy; sockets are counted by the address that it tells.
    if (trustProxy && isLoopbackAddress(from)) return;
    const count = (perAddress.get(from) ?? 0) + 1;
    if (count > limits.connectionsPerIp) {
      socket.destroy();
      return;
    }
    perAddress.set(from, count);
    socket.once("close", () => {
      const left = (perAddress.get(from) ?? 1) - 1;
      if (left === 0) perAddress.delete(from);
      else perAddress.set(from, left);
    });
  });
  return server;
}

/** Opens the port; the answer is the port that the system chose when `port` is 0. */
export async function listen(
  server: Server,
  { port, bind }: { port: number; bind: string },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, bind, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}
