// A child process that holds many websockets, so that their memory and work are not the server's.
// Arguments: PORT HOST COUNT PAGE; PAGE "-" for sockets that say nothing. It tells its parent "ready"
// when all are open (and watch the page), and for each message that all have, when each had it.

import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";

const [port = "", host = "", count = "0", page = "-"] = process.argv.slice(2);
const COUNT = Number(count);
/** A sidecar grants one IP address 200 upgrades at once and 512 connections; all of 127/8 is this machine. */
const PER_ADDRESS = 150;
const OPENING = 64;

let times: number[] = [];
const now = () => Number(process.hrtime.bigint()) / 1e6;

function arrived({ length }: Buffer): void {
  times.push(now());
  if (times.length < COUNT) return;
  process.send?.({ heard: { times, bytes: length } });
  times = [];
}

function open(n: number): Promise<void> {
  const localAddress = `127.0.${1 + Math.floor(n / PER_ADDRESS)}.1`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/_courtyard/ws`, "courtyard.1", {
    ...{ headers: { host }, perMessageDeflate: false, localAddress },
  });
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`socket ${n} was closed with ${code}`)));
    if (page === "-") {
      socket.on("open", () => resolve());
      socket.on("message", arrived);
      return;
    }
    socket.on("open", () => {
      const [name = "", at = "443"] = host.split(":");
      const to = { host: name, port: Number(at), username: name.split(".")[0] };
      const nonce = randomBytes(16).toString("base64url");
      socket.send(JSON.stringify({ t: "hello", v: 1, role: "guest", to, nonce }));
    });
    socket.on("message", (data: Buffer) => {
      if (data.includes('"t":"comment"')) arrived(data);
      else if (data.includes('"t":"ready"')) {
        socket.send(JSON.stringify({ t: "watch", page }));
        resolve();
      } else reject(new Error(String(data)));
    });
  });
}

let next = 0;
async function worker(): Promise<void> {
  while (next < COUNT) await open(next++);
}
await Promise.all(Array.from({ length: OPENING }, worker));
process.send?.({ ready: true });
process.on("disconnect", () => process.exit());
