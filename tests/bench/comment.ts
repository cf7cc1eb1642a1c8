// One comment between two people with a sidecar each: from the click of its writer, who is a friend of
// the page's owner (so that it stands at once), until it arrives at a reader who has the page open. On
// the way: the writer's sidecar checks and commits it, sends it to the other, which checks and commits
// it, acknowledges and pushes it. The baseline is one round trip over a bare websocket in the same run.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { WebSocket, WebSocketServer } from "ws";
import type { TestPerson } from "../../sidecar/tests/support/person.ts";
import { postPage, testPublisher } from "../../sidecar/tests/support/site.ts";
import { linkedSocket } from "../../sidecar/tests/support/socket.ts";
import { against, type Figure, median, quantile, rounded } from "./figure.ts";
import { sidecarProcess } from "./sidecar-process.ts";

const COMMENTS = 300;
const WARM_UP = 30;
const PAGE = "/posts/hello/";

/** `comment`: from the writer's click to the reader's open page. */
export async function comment(): Promise<Figure[]> {
  await using theirs = await sidecarProcess((house) => house.person("bob"));
  const bob = theirs.seed;
  await using hers = await sidecarProcess(async (house) => {
    const alice = await house.person("alice");
    await testPublisher(house, alice).publish({ "posts/hello/index.html": postPage("hello") });
    await befriend(alice, bob);
    return alice;
  });
  const alice = hers.seed;
  const reader = await linkedSocket(hers.port, alice.address, { role: "guest" });
  reader.send({ t: "watch", page: PAGE });
  const phone = await bob.connect(bob.phone);
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + COMMENTS; n++) {
    const text = { page: PAGE, text: `comment ${n}`, name: "Bob" };
    const start = performance.now();
    // Signing is part of the click.
    const envelope = await bob.envelope("comment.create", text, { to: alice.address });
    phone.send({ t: "deliver", envelope });
    await reader.next((frame) => frame.t === "comment" && frame.id === envelope.id);
    times.push(performance.now() - start);
  }
  await phone.close();
  await reader.close();
  const measured = times.slice(WARM_UP);
  const bare = await bareRoundTrips();
  const figure = (name: string, value: number, baseline: number): Figure =>
    against({ name, value: rounded(value), unit: "ms" }, rounded(baseline));
  return [
    figure("comment, click to open page, median", median(measured), median(bare)),
    figure("comment, click to open page, p99", quantile(measured, 0.99), quantile(bare, 0.99)),
  ];
}

async function befriend(owner: TestPerson, friend: TestPerson): Promise<void> {
  const phone = await owner.connect(owner.phone);
  const { id } = friend.identity;
  const contact = { identity: id, address: formatAddress(friend.address), friend: true };
  const answer = await phone.call("contacts.put", contact);
  await phone.close();
  if (answer.t !== "res") throw new Error(`contacts.put: ${answer.code}`);
}

/** An echo over loopback, both ends in this process. */
async function bareRoundTrips(): Promise<number[]> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await once(server, "listening");
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(data as Buffer)));
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, "open");
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + COMMENTS; n++) {
    const start = performance.now();
    socket.send("x".repeat(900));
    await once(socket, "message");
    times.push(performance.now() - start);
  }
  socket.terminate();
  server.close();
  return times.slice(WARM_UP);
}
