import { expect, test } from "vitest";
import { countRows, testSidecar, until } from "../harness.ts";

test("keeps a sealed message for each device that was away, and forgets it when all have it", async () => {
  await using house = await testSidecar();
  const [alice, carol] = [await house.person("alice"), await house.person("carol")];
  const sender = await carol.connect(carol.phone);
  for (const text of ["one", "two", "three"]) await sender.deliver(await carol.sealed(alice, text));
  await until(() => countRows(house.dir, "sealed_for") === 6);
  const phone = await alice.connect(alice.phone);
  const { items } = await phone.next((frame) => frame.t === "queued");
  expect(items).toHaveLength(3);
  const [first, second, third] = items;
  expect(await alice.open(first.envelope, alice.phone)).toEqual({ text: "one" });
  phone.send({ t: "fetched", n: second.n });
  await until(() => countRows(house.dir, "sealed_for") === 4);
  await phone.close();

  // A device that had not committed the last one is given it again.
  const again = await alice.connect(alice.phone);
  const rest = await again.next((frame) => frame.t === "queued");
  expect(rest.items.map((item: { n: number }) => item.n)).toEqual([third.n]);
  again.send({ t: "fetched", n: third.n });
  await until(() => countRows(house.dir, "sealed_for") === 3);
  expect(countRows(house.dir, "sealed")).toBe(3);
  const vault = await alice.connect(alice.vault);
  const all = await vault.next((frame) => frame.t === "queued");
  vault.send({ t: "fetched", n: all.items[2].n });
  await until(() => countRows(house.dir, "sealed") === 0);
  expect((await vault.call("queue.info")).result).toMatchObject({ items: 0, bytes: 0 });
});

test("pushes a long queue in bounded windows, in order", async () => {
  const quick = { perSecond: 1e6, burst: 1e6 };
  await using house = await testSidecar({
    limits: { strangerEnvelopes: quick, strangersTogether: quick },
  });
  const [alice, carol] = [await house.person("alice"), await house.person("carol")];
  const sender = await carol.connect(carol.phone);
  const devices = [alice.phone];
  for (let i = 0; i < 200; i++)
    await sender.deliver(await carol.sealed(alice, `${i}`, { devices }));
  await until(() => countRows(house.dir, "sealed") === 200);
  const phone = await alice.connect(alice.phone);
  const texts: unknown[] = [];
  let last = 0;
  while (texts.length < 200) {
    const { items } = await phone.next((frame) => frame.t === "queued");
    expect(items.length).toBeLessThanOrEqual(64);
    for (const { n, envelope } of items) {
      expect(n).toBeGreaterThan(last);
      last = n;
      texts.push((await alice.open(envelope, alice.phone)).text);
    }
    if (texts.length === 128) {
      await new Promise((wake) => setTimeout(wake, 50));
      expect(phone.frames.some((frame) => frame.t === "queued")).toBe(false);
    }
    if (texts.length >= 128) phone.send({ t: "fetched", n: last });
  }
  expect(texts).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
});

test("refuses more than the queue holds: strangers at half, friends at all of it", async () => {
  await using house = await testSidecar({ limits: { queueBytes: 8_000 } });
  const [alice, carol] = [await house.person("alice"), await house.person("carol")];
  const post = async (text: string): Promise<unknown> => {
    const sent = await carol.sealed(alice, text);
    return (await house.post(alice.tenant, "/_courtyard/inbox", sent)).json.code;
  };
  let last: unknown;
  for (let i = 0; i < 10 && last === undefined; i++) last = await post(`${i}`);
  expect(last).toBe("queue-full");
  const phone = await alice.connect(alice.phone);
  const { bytes } = (await phone.call("queue.info")).result;
  expect(bytes).toBeLessThanOrEqual(4_000);
  const address = `carol@carol.localhost:${house.port}`;
  await phone.call("contacts.put", { identity: carol.identity.id, address, friend: true });
  expect(await post("as a friend")).toBeUndefined();
});

test("gives an expired message to nobody, and sweeps nothing that still waits", async () => {
  let now = Date.now();
  await using house = await testSidecar({ clock: () => now });
  const [alice, carol] = [await house.person("alice"), await house.person("carol")];
  const sender = await carol.connect(carol.phone);
  await sender.deliver(await carol.sealed(alice, "short", { ttl: 60_000 }));
  await sender.deliver(await carol.sealed(alice, "long"));
  await until(() => countRows(house.dir, "sealed") === 2);
  now += 61_000;
  const phone = await alice.connect(alice.phone);
  const { items } = await phone.next((frame) => frame.t === "queued");
  expect(items).toHaveLength(1);
  expect(await alice.open(items[0].envelope, alice.phone)).toEqual({ text: "long" });
});

test("brings large messages to a device however slowly it reads", async () => {
  const quick = { perSecond: 1e6, burst: 1e6 };
  await using house = await testSidecar({
    limits: { strangerEnvelopes: quick, strangersTogether: quick },
  });
  const [alice, carol] = [await house.person("alice"), await house.person("carol")];
  const sender = await carol.connect(carol.phone);
  const devices = [alice.phone];
  for (let i = 0; i < 120; i++) {
    await sender.deliver(await carol.sealed(alice, `${i}`.padEnd(60_000, "."), { devices }));
  }
  await until(() => countRows(house.dir, "sealed") === 120);
  const phone = await alice.connect(alice.phone);
  phone.socket.pause();
  await new Promise((wake) => setTimeout(wake, 100));
  phone.socket.resume();
  let count = 0;
  while (count < 120) {
    const { items } = await phone.next((frame) => frame.t === "queued");
    count += items.length;
    phone.send({ t: "fetched", n: items.at(-1).n });
  }
  await until(() => countRows(house.dir, "sealed") === 0);
});
