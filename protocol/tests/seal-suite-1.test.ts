import { expect, test } from "vitest";
import { randomBytes } from "../src/bytes.ts";
import type { SealedKey } from "../src/cipher-suite.ts";
import { generateSealKeyPair } from "../src/seal-key.ts";
import { suite1 } from "../src/seal-suite-1.ts";
import { acceptCipherSuite } from "./cipher-suite.acceptance.ts";

acceptCipherSuite(suite1);

const here = { host: "a.example", port: 443, username: "a" };
const context = { from: here, to: here, kid: "i#d" };

test("a device named twice is refused, since each key could open another text", async () => {
  const pair = await generateSealKeyPair({ extractable: false });
  const recipients = [{ device: "d", prekey: "static", publicKey: pair.publicKey }];
  const data = await suite1.seal(Uint8Array.of(1), { ...context, recipients, random: randomBytes });
  const [key] = data.keys as [SealedKey];
  const doubled = { ...data, keys: [key, key] };
  const privateKeyFor = () => pair.privateKey;
  const opened = await suite1.open(doubled, { ...context, device: "d", privateKeyFor });
  expect(opened).toMatchObject({ code: "sealed-shape" });
});

test("a key sealed for one device does not serve another, nor under another prekey", async () => {
  const pair = await generateSealKeyPair({ extractable: false });
  const recipients = [{ device: "d", prekey: "static", publicKey: pair.publicKey }];
  const data = await suite1.seal(Uint8Array.of(1), { ...context, recipients, random: randomBytes });
  const [key] = data.keys as [SealedKey];
  const privateKeyFor = () => pair.privateKey;
  const renamed = { ...data, keys: [{ ...key, device: "e" }] };
  expect(await suite1.open(renamed, { ...context, device: "e", privateKeyFor })).toMatchObject({
    code: "sealed-open-failed",
  });
  const rekeyed = { ...data, keys: [{ ...key, prekey: "other" }] };
  expect(await suite1.open(rekeyed, { ...context, device: "d", privateKeyFor })).toMatchObject({
    code: "sealed-open-failed",
  });
});
