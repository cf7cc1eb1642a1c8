// What a sidecar tells of former versions, and how much of it is believed.

import { generateSigningKey, signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import { createIdentity, deviceRecord } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { makeManifest } from "@courtyard/protocol/manifest.ts";
import { describe, expect, it } from "vitest";
import { formerVersions } from "../src/publisher/former-versions.ts";

const NOW = Date.UTC(2026, 8, 1);
const FILES = { "index.html": { sha256: "A".repeat(43), size: 3, type: "text/html" } };

/** Somebody with one device that may publish, and two versions of theirs. */
async function somebody() {
  const [root, next, device, stranger] = Array.from({ length: 4 }, generateSigningKey);
  if (!root || !next || !device || !stranger) throw new Error("no keys");
  const keys = { signPublicKey: device.publicKey, sealPublicKey: new Uint8Array(32).fill(9) };
  const record = deviceRecord({ name: "laptop", ...keys, can: ["publish"], now: NOW });
  const identity = await createIdentity({
    rootSecret: root.secret,
    nextPublicKey: next.publicKey,
    devices: [record],
    urls: ["alice@alice.example"],
    now: NOW,
  });
  const kid = `${identity.id}#${record.id}`;
  const version = (seq: number, secret = device.secret) =>
    makeManifest({ files: FILES, seq, kid, signer: signerFromSecret(secret), now: NOW + seq });
  return { id: identity.id, log: formatIdentityLog(identity), version, stranger };
}

function client(answers: { log: string; publications?: unknown; manifest?: string }) {
  const nobody = async () => ({ kind: "away" as const, reason: "this is a test" });
  return {
    publish: nobody,
    upload: nobody,
    manifest: async () => answers.manifest,
    identityLog: async () => answers.log,
    publications: async () => answers.publications,
  };
}

describe("former versions", () => {
  it("believes no header of a former version that nobody of ours signed", async () => {
    const { id, log, version, stranger } = await somebody();
    const [good, forged] = [await version(2), await version(1, stranger.secret)];
    const altered = { ...good.header, seq: 3, root: "B".repeat(43) };
    const publications = [
      { header: altered, sig: good.sig, live: NOW },
      { header: good.header, sig: good.sig, live: NOW },
      { header: forged.header, sig: forged.sig, live: NOW },
      { header: { seq: 1 }, sig: good.sig, live: NOW },
    ];
    const told = formerVersions(client({ log, publications: { publications } }), { id });
    expect((await told.list())?.map(({ header }) => header.seq)).toEqual([2]);
    const other = formerVersions(client({ log, publications: { publications } }), {
      id: "C".repeat(43),
    });
    expect(await other.list()).toBeUndefined();
  });

  it("takes over no manifest whose files are not those that were signed", async () => {
    const { id, log, version } = await somebody();
    const good = await version(2);
    const present = (manifest: object) =>
      formerVersions(client({ log, manifest: JSON.stringify(manifest) }), { id }).present();
    expect((await present(good))?.header.seq).toBe(2);
    const files = { "index.html": { ...FILES["index.html"], sha256: "B".repeat(43) } };
    expect(await present({ ...good, files })).toBeUndefined();
  });
});
