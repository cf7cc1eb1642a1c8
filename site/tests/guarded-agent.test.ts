// An address in site.yaml makes nobody knock at doors behind the writer's router.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { describe, expect, it } from "vitest";
import { guardedAgent, PRIVATE_ADDRESS } from "../src/net/guarded-agent.ts";

async function asked(origin: string, host: string): Promise<unknown> {
  const server = createServer((_, response) => response.writeHead(204).end()).listen(0);
  await once(server, "listening");
  const dispatcher = guardedAgent({ origin });
  try {
    const url = `http://${host}:${(server.address() as AddressInfo).port}/`;
    return (await request(url, { dispatcher })).statusCode;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    await dispatcher.destroy();
    server.close();
  }
}

describe("the guard of an address that a file names", () => {
  it("lets a site on the public net reach neither this machine nor the net behind the router", async () => {
    for (const host of [
      "127.0.0.1",
      "localhost",
      "hub.localhost",
      "[::1]",
      "10.0.0.1",
      "0.0.0.0",
    ]) {
      expect(await asked("https://alice.example", host), host).toBe(PRIVATE_ADDRESS);
    }
  });

  it("lets a site under localhost reach this machine, and no other private one", async () => {
    expect(await asked("http://alice.localhost:4300", "127.0.0.1")).toBe(204);
    expect(await asked("http://alice.localhost:4300", "hub.localhost")).toBe(204);
    expect(await asked("http://alice.localhost:4300", "192.168.1.1")).toBe(PRIVATE_ADDRESS);
  });
});
