import { createServer } from "node:http";
import { expect, test } from "vitest";
import { countRows, testSidecar, until } from "../harness.ts";
import { linkedSocket } from "../support/socket.ts";

const retry = { first: 20, most: 100, idle: 300 };

test("keeps an envelope over a restart of both ends and delivers it once, in order", async () => {
  await using here = await testSidecar({ retry });
  await using there = await testSidecar({ retry });
  const alice = await here.person("alice");
  const bob = await there.person("bob");
  const phone = await alice.connect(alice.phone);
  const hello = await alice.sealed(bob, "0");
  await phone.deliver(hello);
  await until(() => countRows(there.dir, "sealed") === 1);

  await there.stop();
  for (let i = 1; i <= 5; i++) {
    expect((await phone.deliver(await alice.sealed(bob, `${i}`))).t).toBe("ack");
  }
  const listed = await phone.call("outbox.list");
  expect(listed.result.items[0]).toMatchObject({ state: "waiting", type: "sealed.message" });
  await until(async () => (await phone.call("outbox.list")).result.items[0].attempts > 1);
  await here.stop();
  await here.start();
  await there.start();

  const vault = await bob.connect(bob.vault);
  const texts: unknown[] = [];
  while (texts.length < 6) {
    const { items } = await vault.next((frame) => frame.t === "queued");
    for (const { envelope } of items) texts.push((await bob.open(envelope, bob.vault)).text);
  }
  expect(texts).toEqual(["0", "1", "2", "3", "4", "5"]);
  await until(() => countRows(here.dir, "outbox", "state = 'delivered'") === 6);
  expect(countRows(here.dir, "outbox", "envelope IS NOT NULL")).toBe(0);
});

test("goes at once when the other sidecar comes back and connects, whatever the back-off", async () => {
  const patient = { ...retry, first: 60_000, most: 60_000 };
  await using here = await testSidecar({ retry: patient });
  await using there = await testSidecar({ retry });
  const alice = await here.person("alice");
  const bob = await there.person("bob");
  const phone = await alice.connect(alice.phone);
  await phone.call("identity.lookup", { address: `bob@bob.localhost:${there.port}` });
  await there.stop();
  await phone.deliver(await alice.sealed(bob, "waits"));
  await until(async () => (await phone.call("outbox.list")).result.items[0].attempts === 1);
  await there.start();
  const back = await bob.connect(bob.phone);
  await back.deliver(await bob.sealed(alice, "I am back"));
  const { items } = await back.next((frame) => frame.t === "queued");
  expect(await bob.open(items[0].envelope, bob.phone)).toEqual({ text: "waits" });
});

test("acknowledges a device's retry of what it has sent, and sends it once", async () => {
  await using here = await testSidecar({ retry });
  await using there = await testSidecar({ retry });
  const alice = await here.person("alice");
  const bob = await there.person("bob");
  const phone = await alice.connect(alice.phone);
  const envelope = await alice.sealed(bob, "once");
  expect((await phone.deliver(envelope)).t).toBe("ack");
  expect((await phone.deliver(envelope)).t).toBe("ack");
  await until(() => countRows(here.dir, "outbox", "state = 'delivered'") === 1);
  expect((await phone.deliver(envelope)).t).toBe("ack");
  expect(countRows(here.dir, "outbox")).toBe(1);
  expect(countRows(there.dir, "sealed")).toBe(1);
});

test("tells the device of a permanent refusal and does not try again", async () => {
  await using here = await testSidecar({ retry });
  await using there = await testSidecar({ retry });
  const alice = await here.person("alice");
  const bob = await there.person("bob");
  const bobsPhone = await bob.connect(bob.phone);
  const address = `alice@alice.localhost:${here.port}`;
  await bobsPhone.call("contacts.put", { identity: alice.identity.id, address, blocked: true });
  const phone = await alice.connect(alice.phone);
  const envelope = await alice.sealed(bob, "hello?");
  await phone.deliver(envelope);
  const told = await phone.next((frame) => frame.t === "event");
  expect(told.data).toEqual({ id: envelope.id, state: "refused", code: "blocked" });
  expect(countRows(there.dir, "seen")).toBe(0);
});

test("gives up when the envelope's time is over, and says so", async () => {
  let now = Date.now();
  await using here = await testSidecar({ retry, clock: () => now });
  await using there = await testSidecar({ retry });
  const alice = await here.person("alice");
  const bob = await there.person("bob");
  await there.stop();
  const phone = await alice.connect(alice.phone);
  const envelope = await alice.sealed(bob, "soon", { ttl: 60_000 });
  await phone.deliver(envelope);
  now += 61_000;
  const told = await phone.next((frame) => frame.event === "outbox");
  expect(told.data).toEqual({ id: envelope.id, state: "expired", code: "delivery-expired" });
  await there.start();
});

test("refuses to send what is not the owner's, or not signed by one of the owner's devices", async () => {
  await using here = await testSidecar({ retry });
  const [alice, carol] = [await here.person("alice"), await here.person("carol")];
  const phone = await alice.connect(alice.phone);
  const foreign = await carol.sealed(alice, "x");
  expect(await phone.deliver(foreign)).toMatchObject({ code: "from-other" });
  const sealed = await alice.sealed(carol, "x", { by: carol.phone });
  expect(await phone.deliver(sealed)).toMatchObject({ code: "key-unknown" });
  const good = await alice.sealed(carol, "x");
  expect(await phone.deliver({ ...good, exp: good.exp - 1 })).toMatchObject({
    code: "envelope-id",
  });
  expect(countRows(here.dir, "outbox")).toBe(0);
});

test("delivers between two tenants of one sidecar, and to the owner's other devices", async () => {
  await using here = await testSidecar({ retry });
  const [alice, carol] = [await here.person("alice"), await here.person("carol")];
  const phone = await alice.connect(alice.phone);
  const vault = await alice.connect(alice.vault);
  const carols = await carol.connect(carol.phone);
  await phone.deliver(await alice.sealed(carol, "next door"));
  const { items } = await carols.next((frame) => frame.t === "queued");
  expect(await carol.open(items[0].envelope, carol.phone)).toEqual({ text: "next door" });
  await phone.deliver(await alice.sealed(alice, "to myself"));
  const mine = await vault.next((frame) => frame.t === "queued");
  expect(await alice.open(mine.items[0].envelope, alice.vault)).toEqual({ text: "to myself" });
  // The sending device has it already: nothing comes back to it.
  expect(countRows(here.dir, "sealed_for", `device = '${alice.phone.record.id}'`)).toBe(0);
});

test("posts to the inbox when the other side has no websocket", async () => {
  await using here = await testSidecar({ retry });
  await using there = await testSidecar({ retry });
  const alice = await here.person("alice");
  const bob = await there.person("bob");
  // A front that passes plain requests on and answers upgrades with 502.
  const { port } = there;
  const bodies: string[] = [];
  const house = there.sidecar;
  const front = createServer();
  front.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  front.on("request", async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === "POST") {
      bodies.push(String(Buffer.concat(chunks)));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: true, id: "x" }));
    } else response.end(log);
  });
  const log = (await there.get(bob.tenant, "/.well-known/courtyard/identity.jsonl")).text;
  await house.close();
  await new Promise<void>((resolve) => front.listen(port, "127.0.0.1", resolve));
  const phone = await alice.connect(alice.phone);
  const envelope = await alice.sealed(bob, "by post");
  await phone.deliver(envelope);
  await until(() => countRows(here.dir, "outbox", "state = 'delivered'") === 1);
  expect(JSON.parse(bodies[0] ?? "{}").id).toBe(envelope.id);
  front.closeAllConnections();
  await new Promise((resolve) => front.close(resolve));
});

test("takes no envelope of one peer in the name of another", async () => {
  await using there = await testSidecar({ retry });
  const bob = await there.person("bob");
  const carol = await there.person("carol");
  const guest = await linkedSocket(there.port, bob.address, { role: "guest" });
  guest.send({ t: "deliver", envelope: await carol.sealed(bob, "x") });
  expect((await guest.next()).code).toBe("frame-role");
});
