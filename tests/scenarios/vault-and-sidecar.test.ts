// The real vault with the real sidecar, over real sockets.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { describe, expect, it } from "vitest";
import { countRows, testSidecar } from "../../sidecar/tests/harness.ts";
import {
  connectPhone,
  openVault,
  pairPhone,
  settle,
  until,
  unwrap,
  vaultFolder,
} from "./vault-rig.ts";

const QUICK = { first: 30, most: 200, idle: 500 };

describe("a vault and its sidecar", () => {
  it("claim, link, publish a prekey, and pair a phone through the sidecar", async () => {
    using folder = vaultFolder();
    await using sidecar = await testSidecar({ retry: QUICK });
    const { vault, tenant } = await settle(sidecar, { username: "alice", dir: folder.dir });
    await using _ = vault;
    const phone = await pairPhone(sidecar, vault, tenant);
    expect(phone.socket.ready).toMatchObject({ t: "ready" });
    await until(async () => {
      const { prekeys } = (await sidecar.get(tenant, "/.well-known/courtyard/prekeys.json")).json;
      return (prekeys as unknown[]).length === 1;
    });
    const { result } = await phone.socket.call("identity.get");
    expect(result.log.split("\n").length).toBe(3);
    await phone.socket.close();
  });

  it("refuse a pairing without a code, and say when the vault is away", async () => {
    using folder = vaultFolder();
    await using sidecar = await testSidecar({ retry: QUICK });
    const { vault, tenant } = await settle(sidecar, { username: "alice", dir: folder.dir });
    const empty = await sidecar.post(tenant, "/_courtyard/pair", {});
    expect(empty.json).toMatchObject({ code: "pairing-shape" });
    await vault[Symbol.asyncDispose]();
    await until(async () => {
      const answer = await sidecar.post(tenant, "/_courtyard/pair", {});
      return answer.json.code === "vault-away";
    });
  });

  it("are found again by each other after either was restarted", async () => {
    using folder = vaultFolder();
    await using sidecar = await testSidecar({ retry: QUICK });
    const { vault } = await settle(sidecar, { username: "alice", dir: folder.dir });
    await sidecar.stop();
    await until(() => !vault.status().linked);
    await sidecar.start();
    await until(() => vault.status().linked);
    await vault[Symbol.asyncDispose]();
    await using again = await openVault(folder.dir);
    await until(() => again.status().linked);
  });

  it("shut out a phone that was revoked", async () => {
    using folder = vaultFolder();
    await using sidecar = await testSidecar({ retry: QUICK });
    const { vault, tenant } = await settle(sidecar, { username: "alice", dir: folder.dir });
    await using _ = vault;
    const phone = await pairPhone(sidecar, vault, tenant);
    unwrap(await vault.revoke(phone.device.record.id));
    await phone.socket.closed;
    const { device, me, address } = phone;
    await expect(connectPhone(sidecar, { device, me, address })).rejects.toThrow("device-revoked");
  });

  it("let a new vault take over by the phrase, and the lost one out", async () => {
    using folder = vaultFolder();
    await using sidecar = await testSidecar({ retry: QUICK });
    const { vault: old, tenant } = await settle(sidecar, {
      username: "alice",
      dir: join(folder.dir, "old"),
    });
    const { phrase } = unwrap(old.showPhrase());
    await using vault = await openVault(join(folder.dir, "new"));
    const address = formatAddress(tenant.address);
    const recovered = unwrap(await vault.recover({ phrase, address }));
    expect(recovered).toEqual({ identity: old.status().identity, seq: 1 });
    await until(() => vault.status().linked);
    await until(() => old.status().linkCode === "device-revoked");
    await old[Symbol.asyncDispose]();
    const phone = await pairPhone(sidecar, vault, tenant);
    await phone.socket.close();
  });

  it("let the person move to another sidecar, and stay the same person", async () => {
    using folder = vaultFolder();
    await using here = await testSidecar({ retry: QUICK });
    await using there = await testSidecar({ retry: QUICK });
    const { vault } = await settle(here, { username: "alice", dir: folder.dir });
    await using _ = vault;
    const { identity } = vault.status();
    const { tenant, code } = await there.newTenant("alice");
    unwrap(await vault.move({ sidecar: tenant.origin, code }));
    await until(() => vault.status().linked);
    expect(vault.status()).toMatchObject({ identity, address: formatAddress(tenant.address) });
    const phone = await pairPhone(there, vault, tenant);
    await phone.socket.close();
  });
});

describe("two people", () => {
  async function twoHouses(dir: string) {
    const stack = new AsyncDisposableStack();
    const here = stack.use(await testSidecar({ retry: QUICK }));
    const there = stack.use(await testSidecar({ retry: QUICK }));
    const alice = await settle(here, { username: "alice", dir: join(dir, "alice") });
    stack.use(alice.vault);
    const bob = await settle(there, { username: "bob", dir: join(dir, "bob") });
    const alicesPhone = await pairPhone(here, alice.vault, alice.tenant);
    const bobsPhone = await pairPhone(there, bob.vault, bob.tenant);
    return { stack, here, there, alice, bob, alicesPhone, bobsPhone };
  }

  it("chat; both vaults archive it, and their phones read it there; the sidecars read nothing", async () => {
    using folder = vaultFolder();
    const house = await twoHouses(folder.dir);
    await using _stack = house.stack;
    await using _bob = house.bob.vault;
    const { alice, bob, alicesPhone, bobsPhone } = house;
    const text = "The plums were so sweet and so cold 那么甜那么凉";
    const atBob = formatAddress(bob.tenant.address);
    for (const n of [1, 2, 3]) await alicesPhone.say(atBob, `${text} ${n}`, n);
    await until(() => alice.vault.status().messages === 3 && bob.vault.status().messages === 3);
    expect(bob.vault.status().quarantined).toBe(0);

    const list = await bobsPhone.history();
    expect(list).toMatchObject({ conversations: [{ peer: alice.vault.status().identity }] });
    const peer = alice.vault.status().identity ?? "";
    const page = await bobsPhone.history({ peer, limit: 2 });
    expect(page).toMatchObject({ messages: [{ n: 3 }, { n: 2 }], more: true });
    const sent = await alicesPhone.history({ peer: bob.vault.status().identity ?? "" });
    expect(sent).toMatchObject({ messages: [{ n: 3 }, { n: 2 }, { n: 1 }], more: false });

    for (const dir of [house.here.dir, house.there.dir, folder.dir])
      for (const file of filesIn(dir))
        for (const secret of ["plums", "那么甜"])
          expect(readFileSync(file).includes(Buffer.from(secret)), file).toBe(false);
  });

  it("lose nothing while a vault is away", async () => {
    using folder = vaultFolder();
    const house = await twoHouses(folder.dir);
    await using _stack = house.stack;
    const { bob, alicesPhone } = house;
    await bob.vault[Symbol.asyncDispose]();
    for (const n of [1, 2]) await alicesPhone.say(formatAddress(bob.tenant.address), `${n}`, n);
    await until(() => countRows(house.there.dir, "sealed") >= 2);
    await using vault = await openVault(join(folder.dir, "bob"));
    await until(() => vault.status().messages === 2);
  });

  it("lose nothing and get nothing twice when a vault is killed at random moments", async () => {
    using folder = vaultFolder();
    const house = await twoHouses(folder.dir);
    await using _stack = house.stack;
    const { bob, alicesPhone, bobsPhone } = house;
    // A friend's messages are not counted as a stranger's would be.
    const alice = { identity: alicesPhone.me.id, address: alicesPhone.me.head.urls[0] ?? "" };
    const put = await bobsPhone.socket.call("contacts.put", { ...alice, friend: true });
    expect(put).toMatchObject({ t: "res" });
    await bob.vault[Symbol.asyncDispose]();
    const seed = Number(process.env.SEED ?? Date.now() % 100_000);
    console.log(`vault kills: SEED=${seed}`);
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const dir = join(folder.dir, "bob");
    const main = join(import.meta.dirname, "../../home-vault/src/main.ts");
    let n = 0;
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [main, "--dir", dir, "--port", "0"], {
        stdio: "ignore",
      });
      const end = Date.now() + 400 + random() * 600;
      while (Date.now() < end) {
        n += 1;
        await alicesPhone.say(formatAddress(bob.tenant.address), `message ${n}`, n);
      }
      child.kill("SIGKILL");
      await once(child, "close");
    }
    await using vault = await openVault(dir);
    await until(() => countRows(house.there.dir, "sealed_for") <= n && vault.status().linked);
    await until(() => vault.status().messages === n).catch((error: unknown) => {
      const { messages, quarantined, linked } = vault.status();
      const waiting = countRows(house.there.dir, "sealed_for");
      throw new Error(
        `SEED=${seed} ${JSON.stringify({ n, messages, quarantined, linked, waiting })}`,
        {
          cause: error,
        },
      );
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(vault.status()).toMatchObject({ messages: n, quarantined: 0, damaged: 0 });
    const { device, me, address } = bobsPhone;
    const phone = await connectPhone(house.there, { device, me, address });
    const seen: number[] = [];
    for (let before: string | undefined, more = true; more; ) {
      const page = (await phone.history({
        peer: alicesPhone.me.id,
        limit: 50,
        ...(before && { before }),
      })) as unknown as { messages: { n: number; cursor: string }[]; more: boolean };
      seen.push(...page.messages.map((message) => message.n));
      before = page.messages.at(-1)?.cursor;
      more = page.more;
    }
    expect(seen).toEqual(Array.from({ length: n }, (_, i) => n - i));
  });

  it("keep their history when a vault's folder is copied to another machine", async () => {
    using folder = vaultFolder();
    const house = await twoHouses(folder.dir);
    await using _stack = house.stack;
    const { bob, alicesPhone } = house;
    await alicesPhone.say(formatAddress(bob.tenant.address), "kept", 1);
    await until(() => bob.vault.status().messages === 1);
    await bob.vault[Symbol.asyncDispose]();
    cpSync(join(folder.dir, "bob"), join(folder.dir, "elsewhere"), { recursive: true });
    await using vault = await openVault(join(folder.dir, "elsewhere"));
    await until(() => vault.status().linked);
    expect(vault.status().messages).toBe(1);
  });
});

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((path) => statSync(path).isFile());
}
