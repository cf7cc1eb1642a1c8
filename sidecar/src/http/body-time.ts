// How long a request's body may take. Node's own limit is one for all requests: what keeps a stranger
// from dripping a comment would cut a recording off that goes up a slow line.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { ServerLimits } from "../config/server-limits.ts";

/** A file of a site: only what a signed version needs is read at all. */
const UPLOAD = /^\/_courtyard\/blob\//;
const TOO_SLOW = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/**
 * Hangs up on a body that is not there within `requestTimeout`; on an upload when less than
 * `uploadBytes` of it came in such a time.
 */
export function limitBodyTime(
  server: Server,
  { requestTimeout, uploadBytes }: Pick<ServerLimits, "requestTimeout" | "uploadBytes">,
): void {
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
    if (length === "0" && coding === undefined) return;
    const { socket } = request;
    const isUpload = request.method === "PUT" && UPLOAD.test(request.url ?? "");
    let read = socket.bytesRead;
    const timer = setInterval(() => {
      if (request.complete || socket.destroyed) {
        clearInterval(timer);
        return;
      }
      const came = socket.bytesRead - read;
      read = socket.bytesRead;
      if (isUpload && came >= uploadBytes) return;
      clearInterval(timer);
      if (!response.headersSent) socket.write(TOO_SLOW);
      socket.destroySoon();
    }, requestTimeout).unref();
    response.once("close", () => clearInterval(timer));
  });
}
