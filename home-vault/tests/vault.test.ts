// A vault from its claim to its recovery, with a real sidecar. Long: each case opens and closes the same
// house.

import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deviceOf } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { isRecoveryPhrase, newRecoveryPhrase } from "@courtyard/protocol/recovery.ts";
import { describe, expect, it } from "vitest";
import { CODE, startFakeSidecar } from "./fake-sidecar.ts";
import { person, sealedChat, testDevice } from "./people.ts";
import { claimedVault, quietVault, scratch, until, unwrap } from "./rig.ts";

describe("claiming a place", () => {
  it("makes an identity that lives there, with the vault and the sidecar as devices", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const { identity, address, devices } = vault.status();
    expect(sidecar.identity()?.id).toBe(identity);
    expect(sidecar.identity()?.head.urls).toEqual([address]);
    expect(devices.map(({ name, can }) => [name, can])).toEqual([
      ["vault", ["publish", "comment", "chat"]],
      ["sidecar", ["serve"]],
    ]);
  });

  it("refuses a wrong code, and takes the right one afterwards", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await quietVault(folder.dir);
    const wrong = { sidecar: sidecar.origin, code: "BAD" };
    expect(await vault.claim(wrong)).toMatchObject({ code: "claim-code" });
    expect(vault.status().identity).toBeNull();
    unwrap(await vault.claim({ ...wrong, code: CODE }));
    expect(await vault.claim({ ...wrong, code: CODE })).toMatchObject({ code: "already-claimed" });
  });

  it("goes on with the same identity when the sidecar died before it had taken the log", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    sidecar.claimDies = "before";
    const request = { sidecar: sidecar.origin, code: CODE };
    const first = await quietVault(folder.dir);
    expect(await first.claim(request)).toMatchObject({ code: "sidecar-answer" });
    const { identity } = first.status();
    await first[Symbol.asyncDispose]();
    sidecar.claimDies = null;
    await using vault = await quietVault(folder.dir);
    unwrap(await vault.claim(request));
    await until(() => vault.status().linked);
    expect(sidecar.identity()?.id).toBe(identity);
  });

  it("needs no second claim when only the sidecar's answer was lost", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    sidecar.claimDies = "after";
    const first = await quietVault(folder.dir);
    expect(await first.claim({ sidecar: sidecar.origin, code: CODE })).toMatchObject({ ok: false });
    await first[Symbol.asyncDispose]();
    await using vault = await quietVault(folder.dir);
    await until(() => vault.status().linked);
    expect(isRecoveryPhrase(unwrap(vault.showPhrase()).phrase)).toBe(true);
  });

  it("begins anew at another place when the first was never taken", async () => {
    using folder = scratch();
    await using gone = await startFakeSidecar();
    await using sidecar = await startFakeSidecar();
    gone.claimDies = "before";
    await using vault = await quietVault(folder.dir);
    await vault.claim({ sidecar: gone.origin, code: CODE });
    unwrap(await vault.claim({ sidecar: sidecar.origin, code: CODE }));
    await until(() => vault.status().linked);
    expect(vault.status().identity).toBe(sidecar.identity()?.id);
  });

  it("says when nobody answers there", async () => {
    using folder = scratch();
    await using vault = await quietVault(folder.dir);
    const nowhere = { sidecar: "http://alice.localhost:9", code: CODE };
    expect(await vault.claim(nowhere)).toMatchObject({ code: "sidecar-unreachable" });
    expect(await vault.claim({ ...nowhere, sidecar: "ftp://x" })).toMatchObject({
      code: "request-shape",
    });
  });

  it("shows the recovery phrase once, and not even after a restart again", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    {
      await using vault = await quietVault(folder.dir);
      expect(vault.showPhrase()).toMatchObject({ code: "phrase-missing" });
      unwrap(await vault.claim({ sidecar: sidecar.origin, code: CODE }));
      expect(vault.status().phraseShown).toBe(false);
      expect(isRecoveryPhrase(unwrap(vault.showPhrase()).phrase)).toBe(true);
      expect(vault.showPhrase()).toMatchObject({ code: "phrase-shown" });
    }
    await using vault = await quietVault(folder.dir);
    expect(vault.showPhrase()).toMatchObject({ code: "phrase-shown" });
    expect(vault.status().phraseShown).toBe(true);
  });

  it("keeps its identity over a restart, and links again by itself", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await (await claimedVault(folder.dir, sidecar))[Symbol.asyncDispose]();
    await using vault = await quietVault(folder.dir);
    await until(() => vault.status().linked);
    expect(vault.status().identity).toBe(sidecar.identity()?.id);
    sidecar.dropLinks();
    await until(() => !sidecar.isLinked());
    await until(() => vault.status().linked && sidecar.isLinked());
  });

  it("does not link to a sidecar that cannot prove the key in the log", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await (await claimedVault(folder.dir, sidecar))[Symbol.asyncDispose]();
    sidecar.impostor = true;
    await using vault = await quietVault(folder.dir);
    await until(() => vault.status().linkCode !== null);
    expect(vault.status()).toMatchObject({ linked: false, linkCode: "handshake-proof" });
  });

  it("lets a copied folder open elsewhere, as the same person", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const home = join(folder.dir, "home");
    await (await claimedVault(home, sidecar))[Symbol.asyncDispose]();
    cpSync(home, join(folder.dir, "copy"), { recursive: true });
    await using vault = await quietVault(join(folder.dir, "copy"));
    await until(() => vault.status().linked);
  });
});

describe("devices", () => {
  it("gets a publisher's key that may publish and nothing else", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const { kid, secret, address } = unwrap(await vault.publisherKey());
    expect(Buffer.from(secret, "base64url").length).toBe(32);
    expect(address).toBe(vault.status().address);
    const device = sidecar.identity() && deviceOf(sidecar.identity() as never, kid.slice(44));
    expect(device?.can).toEqual(["publish"]);
  });

  it("pairs with a code over HTTP, and the sidecar knows the device at once", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const { code } = unwrap(vault.pairCode());
    const { record } = await testDevice("phone");
    const device = {
      name: "phone",
      sign: record.sign,
      seal: record.seal,
      can: ["comment", "chat"],
    };
    const nonce = "n".repeat(22);
    const response = await fetch(`${vault.url}/_courtyard/pair`, {
      method: "POST",
      body: JSON.stringify({ v: 1, device, nonce, mac: pairingMac(code, { device, nonce }) }),
    });
    const answer = (await response.json()) as { ok: true; log: string; mac: string };
    expect(response.status).toBe(200);
    expect(answer.mac).toBe(pairingMac(code, { log: answer.log, nonce }));
    const identity = unwrap(await verifyIdentityLog(answer.log));
    expect(deviceOf(identity, record.id)).toMatchObject({
      name: "phone",
      can: ["comment", "chat"],
    });
    expect(sidecar.identity()?.hash).toBe(identity.hash);
  });

  it("pairs through the sidecar, and gives no more than the code was made for", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const { code } = unwrap(vault.pairCode());
    const { record } = await testDevice("laptop");
    const can = ["publish", "comment", "chat"];
    const device = { name: "laptop", sign: record.sign, seal: record.seal, can };
    const nonce = "n".repeat(22);
    const mac = pairingMac(code, { device, nonce });
    const answer = await sidecar.ask("pair", { v: 1, device, nonce, mac });
    expect(answer).toMatchObject({ ok: true });
    expect(vault.status().devices.at(-1)).toMatchObject({
      name: "laptop",
      can: ["comment", "chat"],
    });
    expect(await sidecar.ask("pair", { v: 1, device, nonce, mac })).toMatchObject({
      code: "pairing-closed",
    });
  });

  it("refuses a device that asks to serve, or sends anything but the request", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const { code } = unwrap(vault.pairCode());
    const { record } = await testDevice("x");
    const device = { name: "x", sign: record.sign, seal: record.seal, can: ["serve"] };
    const nonce = "n".repeat(22);
    const mac = pairingMac(code, { device, nonce });
    for (const body of [{ v: 1, device, nonce, mac }, null, [], { v: 1 }, "x"])
      expect(await vault.pair(body)).toMatchObject({ code: "pairing-shape" });
    expect(vault.status().devices.length).toBe(2);
  });

  it("revokes a device from now on, but neither itself nor the sidecar", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const { kid } = unwrap(await vault.publisherKey());
    const id = kid.slice(44);
    unwrap(await vault.revoke(id));
    expect(sidecar.identity()?.head.devices.find((d) => d.id === id)?.until).toBeGreaterThan(0);
    expect(await vault.revoke(id)).toMatchObject({ code: "device-unknown" });
    for (const device of vault.status().devices.slice(0, 2))
      expect(await vault.revoke(device.id)).toMatchObject({ code: "device-self" });
  });
});

describe("recovery", () => {
  it("makes a new vault from the phrase alone, and ends the rights of what was lost", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const old = await claimedVault(join(folder.dir, "old"), sidecar);
    const { phrase } = unwrap(old.showPhrase());
    const { identity, address, devices } = old.status();
    await old[Symbol.asyncDispose]();

    await using vault = await quietVault(join(folder.dir, "new"));
    const request = { phrase, address: address ?? "" };
    expect(await vault.recover({ ...request, phrase: newRecoveryPhrase() })).toMatchObject({
      code: "recovery-other",
    });
    expect(await vault.recover({ ...request, phrase: "one two" })).toMatchObject({
      code: "recovery-phrase",
    });
    unwrap(await vault.recover(request));
    await until(() => vault.status().linked);
    expect(vault.status()).toMatchObject({ identity, phraseShown: true });
    expect(sidecar.identity()?.head.seq).toBe(1);
    expect(deviceOf(sidecar.identity() as never, devices[0]?.id ?? "")?.until).toBeGreaterThan(0);
    expect(deviceOf(sidecar.identity() as never, devices[1]?.id ?? "")?.until).toBeUndefined();
  });

  it("works a second time with the same words", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const first = await claimedVault(join(folder.dir, "1"), sidecar);
    const { phrase } = unwrap(first.showPhrase());
    const address = first.status().address ?? "";
    await first[Symbol.asyncDispose]();
    for (const name of ["2", "3"]) {
      await using vault = await quietVault(join(folder.dir, name));
      unwrap(await vault.recover({ phrase, address }));
    }
    expect(sidecar.identity()?.head.seq).toBe(2);
  });

  it("shuts the old vault out", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const old = await claimedVault(join(folder.dir, "old"), sidecar);
    const { phrase } = unwrap(old.showPhrase());
    const address = old.status().address ?? "";
    await using vault = await quietVault(join(folder.dir, "new"));
    unwrap(await vault.recover({ phrase, address }));
    sidecar.dropLinks();
    await until(() => vault.status().linked);
    await until(() => old.status().linkCode === "device-revoked");
    await old[Symbol.asyncDispose]();
  });

  it("replaces the root key of a running vault", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const root = sidecar.identity()?.head.root;
    const { phrase } = unwrap(vault.showPhrase());
    expect(await vault.rotate(newRecoveryPhrase())).toMatchObject({ code: "recovery-other" });
    unwrap(await vault.rotate(phrase));
    unwrap(await vault.rotate(phrase));
    unwrap(await vault.publisherKey());
    expect(sidecar.identity()?.head).toMatchObject({ seq: 3 });
    expect(sidecar.identity()?.head.root).not.toBe(root);
  });
});

describe("moving", () => {
  it("takes the person to another sidecar, and tells the old one where to", async () => {
    using folder = scratch();
    await using old = await startFakeSidecar();
    await using next = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, old);
    const { identity } = vault.status();
    unwrap(await vault.move({ sidecar: next.origin, code: CODE }));
    await until(() => next.isLinked() && vault.status().linked);
    expect(vault.status()).toMatchObject({ identity });
    expect(old.identity()?.head.urls).toEqual([vault.status().address]);
    expect(next.identity()?.hash).toBe(old.identity()?.hash);
  });
});

describe("what lies in the folder", () => {
  it("tells nothing of what was said, to whom, or where", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const bob = await person({ host: "bob.example", port: 443, username: "bob" });
    const secrets = ["the plums in the icebox", "今晚老地方见", "bob.example", bob.identity.id];
    {
      await using vault = await claimedVault(folder.dir, sidecar);
      const { phrase } = unwrap(vault.showPhrase());
      const { secret } = unwrap(await vault.publisherKey());
      secrets.push(...phrase.split(" ").filter((word) => word.length > 6));
      secrets.push(phrase, secret, "alice.localhost", vault.status().identity ?? "-");
      sidecar.logs.set("bob@bob.example", unwrapLog(bob));
      const me = { identity: sidecar.identity() as never, address: sidecar.address };
      for (const text of secrets.slice(0, 2)) sidecar.queue(await sealedChat(bob, me, { text }));
      await until(() => vault.status().messages === 2 && sidecar.queued.length === 0);
    }
    for (const name of readdirSync(folder.dir)) {
      if (name === "passphrase" || name === "control.token") continue;
      const bytes = readFileSync(join(folder.dir, name));
      for (const secret of secrets) {
        expect(bytes.includes(Buffer.from(secret)), `${secret} in ${name}`).toBe(false);
        expect(bytes.includes(Buffer.from(secret, "utf16le")), `${secret} in ${name}`).toBe(false);
      }
    }
  });
});

function unwrapLog({ identity }: Awaited<ReturnType<typeof person>>): string {
  return `${identity.entries.map((entry) => JSON.stringify(entry)).join("\n")}\n`;
}
