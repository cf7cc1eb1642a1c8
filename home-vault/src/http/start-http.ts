import type { AddressInfo } from "node:net";
import { originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Logger } from "pino";
import type { Vault } from "../vault.ts";
import { appFiles } from "./app-files.ts";
import { controlApi } from "./control.ts";
import { ownHostOnly } from "./own-host.ts";
import { securityHeaders } from "./security-headers.ts";

export interface HttpServer extends AsyncDisposable {
  readonly port: number;
}

interface HttpOptions {
  /** 0 for any free one. */
  port: number;
  /** Of the control API. */
  token: string;
  /** The folder of the app's build. */
  appDist: string;
  log: Logger;
}

const PAIR_BYTES = 8 * 1024;

/** The vault's pages and API, without a port; `port` is asked at each request. */
function createHttp(
  vault: Vault,
  { token, appDist, log, port }: Omit<HttpOptions, "port"> & { port: () => number },
): Hono {
  const http = new Hono();
  const origin = () => {
    const address = parseAddress(vault.status().address ?? "");
    return isRefusal(address) ? null : originOf(address);
  };
  http.use(securityHeaders(origin));
  http.use(ownHostOnly(port));
  http.get("/_courtyard/app.json", (c) => {
    const { address, identity } = vault.status();
    c.header("Cache-Control", "no-store");
    // Before the claim there is no sidecar to talk to; the page's own origin is all there is.
    return c.json({ v: 1, address, origin: origin() ?? vault.url, via: "vault", identity });
  });
  http.post(
    "/_courtyard/pair",
    bodyLimit({ maxSize: PAIR_BYTES, onError: (c) => c.json(refuse("pairing-shape"), 413) }),
    async (c) => {
      const body = parseStrict(await c.req.text(), { bytes: PAIR_BYTES });
      const result = isRefusal(body) ? body : await vault.pair(body.value);
      c.header("Cache-Control", "no-store");
      return c.json(result, result.ok ? 200 : 400);
    },
  );
  http.route("/control", controlApi(vault, { token }));
  http.get("*", appFiles(appDist));
  http.onError((err, c) => {
    log.error({ err, path: c.req.path }, "request failed");
    return c.json(refuse("internal"), 500);
  });
  return http;
}

/** Listens on 127.0.0.1 alone. */
export async function startHttp(vault: Vault, options: HttpOptions): Promise<HttpServer> {
  let port = options.port;
  const { fetch } = createHttp(vault, { ...options, port: () => port });
  const { promise: listening, resolve, reject } = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch, hostname: "127.0.0.1", port }, resolve);
  server.on("error", reject);
  port = (await listening).port;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      const { promise: closed, resolve: done } = Promise.withResolvers<void>();
      server.close(() => done());
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}
