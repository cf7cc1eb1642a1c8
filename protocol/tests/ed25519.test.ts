import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeBackend, nodeSigner } from "../node/ed25519.ts";
import { utf8 } from "../src/bytes.ts";
import {
  generateSigningKey,
  isValidPublicKey,
  isWellFormedSignature,
  nobleBackend,
  type SyncEd25519Backend,
  signerFromSecret,
  verifySignature,
  verifySignatureSync,
} from "../src/ed25519.ts";
import { generateWebSigningKey, webBackend, webSigner } from "../web/ed25519.ts";

const hex = (s: string) => Uint8Array.fromHex(s);

const vectorFile = new URL("../../../shared/vectors/ed25519.jsonl", import.meta.url);

interface Vector {
  pk: string;
  msg: string;
  sig: string;
  accept: boolean;
}

const reason = existsSync(vectorFile)
  ? ""
  : " (skipped: ../shared/vectors/ed25519.jsonl is not here)";

describe.skipIf(reason !== "")(`1,899 known signatures${reason}`, () => {
  const vectors = existsSync(vectorFile)
    ? readFileSync(vectorFile, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Vector)
    : [];

  const disagreements = (accepts: (v: Vector) => boolean) =>
    vectors.filter((vector) => accepts(vector) !== vector.accept);

  test("are all there, some good and some bad", () => {
    expect(vectors).toHaveLength(1899);
    expect(new Set(vectors.map(({ accept }) => accept)).size).toBe(2);
  });

  test.each<[string, SyncEd25519Backend]>([
    ["noble's points", nobleBackend],
    ["node:crypto", nodeBackend],
  ])("are judged alike by %s", (_, backend) => {
    const wrong = disagreements(({ pk, msg, sig }) =>
      verifySignatureSync(hex(sig), hex(msg), hex(pk), backend),
    );
    expect(wrong).toEqual([]);
  });

  test("are judged alike by WebCrypto, here Node's", async () => {
    for (const { pk, msg, sig, accept } of vectors) {
      expect(await verifySignature(hex(sig), hex(msg), hex(pk), webBackend)).toBe(accept);
    }
  });
});

// RFC 8032 §7.1, tests 1 to 3.
test.each([
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
])(
  "signs and verifies as RFC 8032 §7.1 does (%#)",
  async (secret, publicKey, message, signature) => {
    for (const signer of [signerFromSecret(hex(secret)), nodeSigner(hex(secret))]) {
      expect(signer.publicKey.toHex()).toBe(publicKey);
      expect((await signer.sign(hex(message))).toHex()).toBe(signature);
    }
    expect(verifySignatureSync(hex(signature), hex(message), hex(publicKey))).toBe(true);
  },
);

test("any bit turned in signature, message or key is refused by every backend", () => {
  const { secret, publicKey } = generateSigningKey();
  const message = utf8("a letter");
  return signerFromSecret(secret)
    .sign(message)
    .then((signature) => {
      const whole = [...signature, ...message, ...publicKey];
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
          const bytes = Uint8Array.from(whole);
          bytes[at] = (bytes[at] as number) ^ (1 << bit);
          const parts = [bytes.slice(0, 64), bytes.slice(64, 72), bytes.slice(72)] as const;
          expect(verifySignatureSync(...parts, nodeBackend)).toBe(false);
          expect(verifySignatureSync(...parts)).toBe(false);
        }),
        { numRuns: 60 },
      );
    });
});

const IDENTITY_POINT = `01${"00".repeat(31)}`;

test.each([
  ["of order 1", IDENTITY_POINT],
  ["of order 1 with the sign of a zero", `01${"00".repeat(30)}80`],
  ["of order 2", `ec${"ff".repeat(30)}7f`],
  ["of order 4", "00".repeat(32)],
  ["of order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
  ["whose y is p + 1", `ee${"ff".repeat(30)}7f`],
  ["that is off the curve", `02${"00".repeat(31)}`],
  ["of 31 bytes", "01".repeat(31)],
  ["of 33 bytes", "01".repeat(33)],
])("takes no public key %s", (_, key) => {
  expect(isValidPublicKey(hex(key))).toBe(false);
  expect(isValidPublicKey(hex(key))).toBe(false); // from the cache as well
});

const ORDER = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
const R = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

test.each([
  ["63 bytes", `${R}${"00".repeat(31)}`],
  ["65 bytes", `${R}${"00".repeat(33)}`],
  ["S equal to the group order", `${R}${ORDER}`],
  ["S above the group order", `${R}${"ff".repeat(32)}`],
  ["R of small order", `${IDENTITY_POINT}${"00".repeat(32)}`],
  ["R that is not canonical", `ee${"ff".repeat(30)}7f${"00".repeat(32)}`],
])("takes no signature with %s, before any curve work", (_, signature) => {
  expect(isWellFormedSignature(hex(signature))).toBe(false);
});

test("a WebCrypto key signs what every backend verifies", async () => {
  const signer = await webSigner(await generateWebSigningKey());
  const message = utf8("hello");
  const signature = await signer.sign(message);
  for (const backend of [undefined, nodeBackend, webBackend]) {
    expect(await verifySignature(signature, message, signer.publicKey, backend)).toBe(true);
  }
});

test("a signer keeps its own copy of the secret", async () => {
  const { secret, publicKey } = generateSigningKey();
  const signer = signerFromSecret(secret);
  secret.fill(0);
  const message = utf8("hello");
  expect(await verifySignature(await signer.sign(message), message, publicKey)).toBe(true);
});
