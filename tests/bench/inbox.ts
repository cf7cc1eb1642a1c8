// How many envelopes one process takes in, each through everything: the frame's bytes as the socket
// gives them, strict parse, shape, sender, signature, policy, commit (SQLite, synchronous=FULL),
// acknowledgement. The baseline is node:crypto's bare verify over the same messages in the same run.

import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { envelopeBytes } from "@courtyard/protocol/envelope-shape.ts";
import { parseFrameFrom, readFrameJson } from "@courtyard/protocol/frames.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { type TestSidecar, testSidecar } from "../../sidecar/tests/harness.ts";
import type { TestPerson } from "../../sidecar/tests/support/person.ts";
import { postPage, testPublisher } from "../../sidecar/tests/support/site.ts";
import { against, type Figure, rounded } from "./figure.ts";

const SENDERS = 50;
const ENVELOPES = 6_000;
/** Frames that the kernel had for us in one turn of the event loop. */
const AT_ONCE = 256;
const ROUNDS = 5;

const plenty = { perSecond: 1e6, burst: 1e6 };
const limits = {
  ...{ friendEnvelopes: plenty, strangerEnvelopes: plenty, strangersTogether: plenty },
  ...{ requests: plenty, upgrades: plenty, queueBytes: 4 * 1024 ** 3 },
};

/** `inbox`: sealed messages of friends, and comments that wait for moderation. */
export async function inbox(): Promise<Figure[]> {
  await using house = await testSidecar({ limits });
  const alice = await house.person("alice");
  await testPublisher(house, alice).publish({ "posts/hello/index.html": postPage("hello") });
  const senders: TestPerson[] = [];
  for (let i = 0; i < SENDERS; i++) senders.push(await house.person(`friend${i}`));
  const comments = await envelopesOf(senders, (one, n) => one.comment(alice, `comment ${n}`));
  const parts = { take: takerOf(house, alice), keys: keysOf(senders) };
  const waiting = await measured("comments for moderation", comments, parts);

  const phone = await alice.connect(alice.phone);
  for (const { identity, tenant } of senders) {
    const contact = { address: `${tenant.username}@${tenant.host}:${house.port}`, friend: true };
    await phone.call("contacts.put", { identity: identity.id, ...contact });
  }
  await phone.close();
  const letters = await envelopesOf(senders, (one, n) =>
    one.sealed(alice, `letter ${n}, as long as a sentence is`),
  );
  const sealed = await measured("sealed messages of friends", letters, parts);
  return [sealed, waiting];
}

async function envelopesOf(
  senders: readonly TestPerson[],
  write: (sender: TestPerson, n: number) => Promise<Envelope>,
): Promise<Envelope[]> {
  const made: Envelope[] = [];
  for (let n = 0; n < ENVELOPES; n++) {
    made.push(await write(senders[n % senders.length] as TestPerson, n));
  }
  return made;
}

function keysOf(people: readonly TestPerson[]): Map<string, KeyObject> {
  return new Map(
    people.map((one) => {
      const jwk = { kty: "OKP", crv: "Ed25519", x: one.phone.record.sign };
      return [one.kid(one.phone), createPublicKey({ key: jwk, format: "jwk" })];
    }),
  );
}

/** The round whose ratio is the median: other work on the machine comes and goes, for both alike. */
async function measured(
  what: string,
  envelopes: readonly Envelope[],
  { take, keys }: { take: Take; keys: ReadonlyMap<string, KeyObject> },
): Promise<Figure> {
  const share = Math.floor(envelopes.length / (ROUNDS + 1));
  const rates: { whole: number; bare: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const mine = envelopes.slice(round * share, (round + 1) * share);
    const bare = bareRate(mine, keys);
    const whole = await inboxRate(take, mine);
    // The first round warms up the compiler and the caches of both.
    if (round > 0) rates.push({ whole, bare });
  }
  rates.sort((a, b) => a.whole / a.bare - b.whole / b.bare);
  const { whole, bare } = rates[Math.floor(ROUNDS / 2)] ?? { whole: 0, bare: 0 };
  return against(
    { name: `inbox, ${what}`, value: rounded(whole), unit: "envelopes/s" },
    rounded(bare),
  );
}

/** What a peer's socket does with one frame; the text of the answer. */
type Take = (bytes: Buffer) => Promise<string>;

function takerOf({ sidecar }: TestSidecar, { tenant }: TestPerson): Take {
  return async (bytes) => {
    const value = readFrameJson(bytes);
    if (isRefusal(value)) return value.code;
    const frame = parseFrameFrom(value, { role: "peer", side: "client" });
    if (isRefusal(frame)) return frame.code;
    if (frame.t !== "deliver") return frame.t;
    const result = await sidecar.inbox.receive(tenant, frame.envelope);
    return isRefusal(result) ? result.code : `{"t":"ack","id":"${result.id}"}`;
  };
}

async function inboxRate(take: Take, envelopes: readonly Envelope[]): Promise<number> {
  const frames = envelopes.map((envelope) =>
    Buffer.from(JSON.stringify({ t: "deliver", envelope })),
  );
  const answers: string[] = [];
  const start = performance.now();
  for (let at = 0; at < frames.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(frames.slice(at, at + AT_ONCE).map(take))));
  }
  const seconds = (performance.now() - start) / 1000;
  const refused = answers.find((answer) => !answer.startsWith('{"t":"ack"'));
  if (refused !== undefined) throw new Error(`an envelope was refused: ${refused}`);
  return envelopes.length / seconds;
}

function bareRate(envelopes: readonly Envelope[], keys: ReadonlyMap<string, KeyObject>): number {
  const prepared = envelopes.map((envelope) => ({
    bytes: envelopeBytes(envelope),
    sig: Buffer.from(envelope.sig, "base64url"),
    key: keys.get(envelope.kid) as KeyObject,
  }));
  const start = performance.now();
  for (const { bytes, sig, key } of prepared) {
    if (!verify(null, bytes, key, sig)) throw new Error("a good signature was refused");
  }
  return envelopes.length / ((performance.now() - start) / 1000);
}
