import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { testSidecar, until } from "../harness.ts";
import { hashOf, testPublisher } from "../support/site.ts";
import { linkedSocket, rawSocket } from "../support/socket.ts";

/** A TCP connection that remembers what it got; `ended` when the other side hung up. */
function tcp(port: number): Promise<{ socket: Socket; got: () => string; ended: Promise<void> }> {
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(port, "127.0.0.1", () => resolve({ socket, got: () => got, ended }));
    const ended = new Promise<void>((end) => socket.on("close", () => end()));
    socket.on("data", (data) => {
      got += data;
    });
    socket.on("error", reject);
  });
}

test("hangs up on a client that sends its headers drop by drop", async () => {
  await using house = await testSidecar({ limits: { headersTimeout: 300, requestTimeout: 600 } });
  await house.person("alice");
  const { socket, got, ended } = await tcp(house.port);
  socket.write("GET / HTTP/1.1\r\nHost: alice.localhost\r\n");
  const drops = setInterval(() => socket.write("X-Drop: 1\r\n"), 50);
  await ended;
  clearInterval(drops);
  expect(got()).toContain("408");
});

test("hangs up on a client that sends its body drop by drop", async () => {
  await using house = await testSidecar({ limits: { headersTimeout: 300, requestTimeout: 600 } });
  const { tenant } = await house.person("alice");
  const { socket, ended } = await tcp(house.port);
  socket.write(`POST /_courtyard/inbox HTTP/1.1\r\nHost: ${tenant.host}:${tenant.port}\r\n`);
  socket.write("Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n");
  const drops = setInterval(() => socket.write("x"), 50);
  await ended;
  clearInterval(drops);
});

test("takes a file up a slow line for as long as it goes on coming, and no longer", async () => {
  const limits = { requestTimeout: 600, uploadBytes: 1 };
  await using house = await testSidecar({ limits });
  const alice = await house.person("alice");
  const { tenant } = alice;
  const film = "x".repeat(40_000);
  const publisher = testPublisher(house, alice);
  const { delta } = await publisher.sign({ "film.bin": film });
  expect((await publisher.post(delta)).status).toBe(202);
  const upload = async () => {
    const line = await tcp(house.port);
    const head = `PUT /_courtyard/blob/${hashOf(film)} HTTP/1.1\r\nHost: ${tenant.host}:${tenant.port}`;
    line.socket.write(`${head}\r\nConnection: close\r\nContent-Length: ${film.length}\r\n\r\n`);
    return line;
  };
  const stuck = await upload();
  stuck.socket.write("x");
  const slow = await upload();
  const began = performance.now();
  for (let sent = 0; sent < film.length; sent += 1_000) {
    slow.socket.write(film.slice(sent, sent + 1_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await slow.ended;
  expect(performance.now() - began).toBeGreaterThan(2 * limits.requestTimeout);
  expect(slow.got()).toContain("204");
  await stuck.ended;
  expect(stuck.got()).toContain("408");
  expect((await publisher.post(delta)).status).toBe(200);
});

test("closes a socket that never finishes its handshake, without a timer of its own", async () => {
  await using house = await testSidecar({ limits: { handshakeTimeout: 200 } });
  const alice = await house.person("alice");
  const silent = await rawSocket(house.port, alice.tenant.host);
  expect(await silent.next()).toMatchObject({ t: "refuse", code: "handshake-timeout" });
  expect(await silent.closed).toBe(1008);
  expect(house.sidecar.gauges().sockets.handshaking).toBe(0);
});

test("cuts off a socket that does not answer pings", async () => {
  await using house = await testSidecar({ limits: { pingEvery: 50 } });
  const alice = await house.person("alice");
  const guest = await linkedSocket(house.port, alice.address, { role: "guest" });
  guest.socket.pause();
  await until(() => house.sidecar.gauges().sockets.guest === 0);
  guest.socket.terminate();
});

test("refuses a flood, and ends a connection that goes on flooding", async () => {
  await using house = await testSidecar({ limits: { guestFrames: { perSecond: 1, burst: 5 } } });
  const alice = await house.person("alice");
  const guest = await linkedSocket(house.port, alice.address, { role: "guest" });
  for (let i = 0; i < 30; i++) guest.send({ t: "offer", id: `o${i}`, page: "/", name: "x" });
  await guest.next((frame) => frame.code === "frame-shape");
  expect((await guest.next((frame) => frame.code === "rate-limited")).re).toMatch(/^o/);
  expect(guest.socket.readyState).toBe(guest.socket.OPEN);
  for (let i = 0; i < 600; i++) guest.send({ t: "watch", page: "/" });
  expect(await guest.closed).toBe(1008);
  const other = await linkedSocket(house.port, alice.address, { role: "guest" });
  await other.close();
});

test("refuses an oversized frame by its code and closes a huge one unread", async () => {
  await using house = await testSidecar({ limits: { guestFrameBytes: 2_000 } });
  const alice = await house.person("alice");
  const guest = await linkedSocket(house.port, alice.address, { role: "guest" });
  guest.send({ t: "watch", page: "x".repeat(3_000) });
  expect(await guest.next()).toMatchObject({ t: "refuse", code: "frame-too-large" });
  expect(guest.socket.readyState).toBe(guest.socket.OPEN);
  guest.send({ t: "watch", page: "x".repeat(5_000) });
  expect(await guest.closed).toBe(1009);

  const silent = await rawSocket(house.port, alice.tenant.host);
  silent.send("x".repeat(100_000));
  expect(await silent.closed).toBe(1009);
});

test("holds no more guests and connections than it grants", async () => {
  await using house = await testSidecar({ limits: { guestsPerTenant: 2, connectionsPerIp: 4 } });
  const alice = await house.person("alice");
  const guest = () => linkedSocket(house.port, alice.address, { role: "guest" });
  const [first] = [await guest(), await guest()];
  await expect(guest()).rejects.toThrow("link-limit");
  await first?.close();
  await until(() => house.sidecar.gauges().sockets.guest === 1);
  const again = await guest();
  expect(house.sidecar.gauges().sockets.guest).toBe(2);

  const idle = await Promise.all([tcp(house.port), tcp(house.port)]);
  const fifth = await tcp(house.port);
  await fifth.ended;
  for (const { socket } of idle) socket.destroy();
  await again.close();
});

test("cuts off a socket that asks much and reads nothing, and the others go on", async () => {
  await using house = await testSidecar({ limits: { backlogBytes: 20_000 } });
  const alice = await house.person("alice");
  const slow = await alice.connect(alice.phone);
  const quick = await alice.connect(alice.vault);
  const to = { host: "nobody.localhost", port: 1, username: "nobody" };
  const data = { page: "/x/", text: "hi", name: "alice" };
  for (let i = 0; i < 100; i++) {
    await quick.deliver(await alice.envelope("comment.create", data, { to }));
  }
  slow.socket.pause();
  for (let i = 0; i < 1_500; i++) {
    slow.send({ t: "req", id: `r${i}`, method: "outbox.list", params: {} });
  }
  await until(() => house.sidecar.gauges().sockets.device === 0);
  expect((await quick.call("queue.info")).t).toBe("res");
  slow.socket.terminate();
});
