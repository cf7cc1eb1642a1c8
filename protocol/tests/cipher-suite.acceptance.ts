// What every cipher suite must do, whatever its mathematics. Spec 06 §3. A second suite (MLS) passes
// this file before it gets a number.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Address } from "../src/address.ts";
import { fromBase64url, randomBytes, toBase64url } from "../src/bytes.ts";
import type { CipherSuite, SealContext, SealRecipient } from "../src/cipher-suite.ts";
import { generateSealKeyPair, type SealKeyPair } from "../src/seal-key.ts";

const alice: Address = { host: "alice.example", port: 443, username: "alice" };
const bob: Address = { host: "bob.example", port: 4300, username: "bob" };
const context: SealContext = { from: alice, to: bob, kid: "alice-identity#alice-phone" };

interface Device {
  readonly recipient: SealRecipient;
  readonly pair: SealKeyPair;
}

async function devices(count: number): Promise<Device[]> {
  const made: Device[] = [];
  for (let i = 0; i < count; i++) {
    const pair = await generateSealKeyPair({ extractable: false });
    const recipient = { device: `device-${i}`, prekey: "static", publicKey: pair.publicKey };
    made.push({ recipient, pair });
  }
  return made;
}

/** Flips one bit of a base64url text, keeping it canonical; `where` is taken modulo its bits. */
function flip(encoded: string, where: number): string {
  const bytes = fromBase64url(encoded) as Uint8Array;
  const bit = where % (bytes.length * 8);
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  return toBase64url(bytes);
}

/** Runs the acceptance suite over one cipher suite. */
export function acceptCipherSuite(suite: CipherSuite): void {
  describe(`cipher suite ${suite.suite}`, () => {
    const seal = (payload: Uint8Array, to: readonly Device[], more: Partial<SealContext> = {}) =>
      suite.seal(payload, {
        ...context,
        ...more,
        recipients: to.map(({ recipient }) => recipient),
        random: randomBytes,
      });
    const open = (
      data: Awaited<ReturnType<CipherSuite["seal"]>>,
      { recipient, pair }: Device,
      more: Partial<SealContext> = {},
    ) =>
      suite.open(data, {
        ...context,
        ...more,
        device: recipient.device,
        privateKeyFor: (id) => (id === recipient.prekey ? pair.privateKey : undefined),
      });

    test("every device it was sealed for opens any payload, byte for byte", async () => {
      const all = await devices(4);
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 6000 }),
          fc.subarray(all, { minLength: 1 }),
          async (payload, chosen) => {
            const data = await seal(payload, chosen);
            expect(data.suite).toBe(suite.suite);
            for (const device of chosen) expect(await open(data, device)).toEqual(payload);
          },
        ),
        { numRuns: 40 },
      );
    });

    test("a device it was not sealed for is told so", async () => {
      const [one, other] = (await devices(2)) as [Device, Device];
      const data = await seal(Uint8Array.of(1), [one]);
      expect(await open(data, other)).toMatchObject({ code: "sealed-not-for-me" });
    });

    test("another private key under the same device name does not open it", async () => {
      const [one, other] = (await devices(2)) as [Device, Device];
      const data = await seal(Uint8Array.of(1), [one]);
      const thief = { recipient: one.recipient, pair: other.pair };
      expect(await open(data, thief)).toMatchObject({ code: "sealed-open-failed" });
    });

    test("a deleted prekey is told from a message that was altered", async () => {
      const [one] = (await devices(1)) as [Device];
      const data = await seal(Uint8Array.of(1), [one]);
      const opened = await suite.open(data, {
        ...context,
        device: one.recipient.device,
        privateKeyFor: () => undefined,
      });
      expect(opened).toMatchObject({ code: "prekey-missing" });
    });

    test("any flipped bit fails closed", async () => {
      const [one] = (await devices(1)) as [Device];
      const data = await seal(new Uint8Array(40).fill(7), [one]);
      await fc.assert(
        fc.asyncProperty(
          fc.nat(1_000_000),
          fc.constantFrom("content", "key", "enc"),
          async (where, field) => {
            const altered = structuredClone(data);
            const key = altered.keys[0];
            if (key === undefined) throw new Error("sealed for nobody");
            if (field === "content") altered.ct = flip(altered.ct, where);
            // X25519 ignores the top bit of a key (RFC 7748 §5), but HPKE binds the bytes of `enc`.
            else if (field === "enc") key.enc = flip(key.enc, where);
            else key.ct = flip(key.ct, where);
            expect(await open(altered, one)).toMatchObject({ code: "sealed-open-failed" });
          },
        ),
        { numRuns: 150 },
      );
    });

    test("moved under another sender, receiver or signing key it does not open", async () => {
      const [one] = (await devices(1)) as [Device];
      const data = await seal(Uint8Array.of(1, 2, 3), [one]);
      const moves = [
        { from: { ...alice, username: "mallory" } },
        { to: { ...bob, port: 443 } },
        { kid: "mallory-identity#mallory-phone" },
      ];
      for (const move of moves) {
        expect(await open(data, one, move)).toMatchObject({ code: "sealed-open-failed" });
      }
    });

    test("a key of one message does not open the content of another", async () => {
      const [one] = (await devices(1)) as [Device];
      const first = await seal(Uint8Array.of(1), [one]);
      const second = await seal(Uint8Array.of(2), [one]);
      const mixed = { ...first, ct: second.ct };
      expect(await open(mixed, one)).toMatchObject({ code: "sealed-open-failed" });
    });

    test("sealing twice gives nothing in common", async () => {
      const [one] = (await devices(1)) as [Device];
      const first = await seal(Uint8Array.of(1), [one]);
      const second = await seal(Uint8Array.of(1), [one]);
      expect(first.ct.slice(0, 16)).not.toBe(second.ct.slice(0, 16));
      expect(first.keys[0]?.enc).not.toBe(second.keys[0]?.enc);
    });

    test("short payloads of any length are equally long when sealed", async () => {
      const [one] = (await devices(1)) as [Device];
      const short = await seal(new Uint8Array(3), [one]);
      const longer = await seal(new Uint8Array(200), [one]);
      expect(short.ct.length).toBe(longer.ct.length);
    });

    test("garbage in any field is refused, never thrown", async () => {
      const [one] = (await devices(1)) as [Device];
      const data = await seal(Uint8Array.of(1), [one]);
      await fc.assert(
        fc.asyncProperty(fc.string(), fc.constantFrom("ct", "enc", "key"), async (junk, field) => {
          const altered = structuredClone(data);
          const key = altered.keys[0];
          if (key === undefined) throw new Error("sealed for nobody");
          if (field === "ct") altered.ct = junk;
          else if (field === "enc") key.enc = junk;
          else key.ct = junk;
          expect(await open(altered, one)).toMatchObject({ ok: false });
        }),
        { numRuns: 60 },
      );
    });
  });
}
