// Memory of an idle sidecar, alone and with 5,000 readers who have a page open, and how long one live
// comment takes to reach them all. The baseline is a bare `ws` server in the same run.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { postPage, testPublisher } from "../../sidecar/tests/support/site.ts";
import { crowd, type Heard } from "./crowd.ts";
import { against, type Figure, median, rounded } from "./figure.ts";
import { sidecarProcess } from "./sidecar-process.ts";

const GUESTS = 5_000;
const ROUNDS = 15;
const PAGE = "/posts/hello/";

/** `guests`: idle memory, memory per reader, and the fan-out of one comment. */
export async function guests(): Promise<Figure[]> {
  await using sidecar = await sidecarProcess(async (house) => {
    const alice = await house.person("alice");
    const bob = await house.person("bob");
    await testPublisher(house, alice).publish({ "posts/hello/index.html": postPage("hello") });
    return { alice, bob };
  });
  const { alice, bob } = sidecar.seed;
  const idle = await sidecar.resident();
  const host = `${alice.tenant.host}:${sidecar.port}`;
  await using readers = await crowd(GUESTS, { port: sidecar.port, host, page: PAGE });
  const held = await sidecar.resident();

  const bobsPhone = await bob.connect(bob.phone);
  const phone = await alice.connect(alice.phone);
  const live: Heard[] = [];
  for (let n = 0; n <= ROUNDS; n++) {
    const comment = await bob.comment(alice, `comment ${n}: the cicadas are back this year`);
    await bobsPhone.deliver(comment);
    await phone.next(({ event }) => event === "comment.pending");
    const approve = { id: comment.id, state: "approved" };
    live.push(await readers.heard(() => phone.call("comments.moderate", approve)));
  }
  await phone.close();
  await bobsPhone.close();
  const bare = await bareBroadcast(live.at(-1)?.bytes ?? 0);
  // The first of each warms up.
  const of = (all: readonly Heard[], key: keyof Heard) =>
    median(all.slice(1).map((one) => one[key]));
  const fanOut = (key: keyof Heard, what: string): Figure =>
    against(
      { name: `fan-out to ${GUESTS} sockets, ${what}`, value: rounded(of(live, key)), unit: "ms" },
      rounded(of(bare, key)),
    );
  return [
    { name: "memory of an idle sidecar", value: idle, unit: "MB" },
    { name: `memory with ${GUESTS} idle guests`, value: held, unit: "MB" },
    {
      name: "memory per guest",
      value: rounded(((held - idle) * 1000) / GUESTS),
      unit: "kB",
    },
    fanOut("first", "first has it"),
    fanOut("median", "half have it"),
    fanOut("last", "all have it"),
  ];
}

/** What `ws` alone does: one buffer handed to every socket. */
async function bareBroadcast(bytes: number): Promise<Heard[]> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const text = Buffer.alloc(bytes, "x");
  try {
    await using listeners = await crowd(GUESTS, { port, host: `127.0.0.1:${port}` });
    const rounds: Heard[] = [];
    for (let n = 0; n <= ROUNDS; n++) {
      rounds.push(
        await listeners.heard(() => {
          for (const socket of server.clients) socket.send(text, { binary: false });
        }),
      );
    }
    return rounds;
  } finally {
    for (const socket of server.clients) socket.terminate();
    server.close();
  }
}
