// vectors/03-handshake-and-links/: a table of cases, which is why the file is long.

import { toBase64url } from "../../src/bytes.ts";
import { revokeDevice } from "../../src/device.ts";
import type { Signer } from "../../src/ed25519.ts";
import type { FrameType, Role } from "../../src/frames.ts";
import { type Transcript, transcriptBytes } from "../../src/handshake-frames.ts";
import { appendEntry } from "../../src/identity.ts";
import { formatIdentityLog } from "../../src/identity-log.ts";
import { LIMITS } from "../../src/limits.ts";
import { isRefusal } from "../../src/refusal.ts";
import { alice, bob, DAY, mallory, NOW, seed } from "./cast.ts";
import { bad, type Draft, type DraftCase, good } from "./draft.ts";
import { signed } from "./envelope.ts";

const clientNonce = toBase64url(seed("client nonce").subarray(0, 16));
const serverNonce = toBase64url(seed("server nonce").subarray(0, 16));

/** Alice's sidecar calls bob's. */
const peer: Transcript = {
  role: "peer",
  from: alice.address,
  to: bob.address,
  kid: alice.serve.kid,
  server: bob.serve.kid,
  clientNonce,
  serverNonce,
};
/** Bob's phone calls bob's sidecar. */
const device: Transcript = { ...peer, role: "device", from: null, kid: bob.phone.kid };

async function proofOf(side: "client" | "server", transcript: Transcript, signer: Signer) {
  return toBase64url(await signer.sign(transcriptBytes(side, transcript)));
}

const helloOf = ({ role, from, to, kid, clientNonce: nonce }: Transcript) => ({
  t: "hello",
  v: 1,
  role,
  to,
  ...(from === null ? {} : { from }),
  kid,
  nonce,
});

async function servers(): Promise<DraftCase[]> {
  const proof = { t: "proof", sig: await proofOf("client", peer, alice.serve.signer) };
  const face = { address: bob.text, kid: bob.serve.kid, secret: bob.serve.signSecret };
  const run = (frames: object[], more: object = {}) => ({
    face,
    log: alice.log,
    nonce: serverNonce,
    start: NOW,
    frames: frames.map((frame, i) => ({ after: i * 100, frame })),
    ...more,
  });
  const hello = helloOf(peer);
  const guest = { t: "hello", v: 1, role: "guest", to: bob.address, nonce: clientNonce };
  const proven = async (change: Partial<Transcript>, signer = alice.serve.signer) =>
    run([hello, { t: "proof", sig: await proofOf("client", { ...peer, ...change }, signer) }]);
  const revoked = await appendEntry(alice.identity, {
    rootSigner: alice.root,
    change: {
      devices: alice.identity.head.devices.map((d) =>
        d.id === alice.serve.record.id ? revokeDevice(d, NOW - 1) : d,
      ),
    },
    now: NOW - 1,
  });
  if (isRefusal(revoked)) throw new Error(revoked.code);
  const late = (after: number) => ({
    frames: [
      { after: 0, frame: hello },
      { after, frame: proof },
    ],
  });
  const phoneProof = { t: "proof", sig: await proofOf("client", device, bob.phone.signer) };
  return [
    good("peer", ["LINK-04", "LINK-05", "LINK-07", "LINK-08"], run([hello, proof])),
    good(
      "device-of-the-tenant",
      ["LINK-04", "LINK-07"],
      run([helloOf(device), phoneProof], { log: bob.log }),
    ),
    good("guest", ["LINK-04"], run([guest])),
    good("at-the-last-moment", ["LINK-01"], run([], late(LIMITS.handshakeTimeout))),
    bad("too-slow", ["LINK-01"], run([], late(LIMITS.handshakeTimeout + 1)), "handshake-timeout"),
    bad("proof-first", ["LINK-02"], run([proof]), "handshake-order"),
    bad("hello-twice", ["LINK-02"], run([hello, hello]), "handshake-order"),
    bad(
      "request-before-ready",
      ["LINK-02"],
      run([{ t: "req", id: "1", method: "x", params: {} }]),
      "frame-before-ready",
    ),
    bad(
      "deliver-instead-of-proof",
      ["LINK-02"],
      run([hello, { t: "deliver", envelope: {} }]),
      "frame-before-ready",
    ),
    bad("a-frame-after-the-proof", ["LINK-02"], run([hello, proof, proof]), "frame-before-ready"),
    bad("other-version", ["LINK-03"], run([{ ...hello, v: 2 }]), "handshake-version"),
    bad("unknown-role", ["LINK-03"], run([{ ...hello, role: "king" }]), "handshake-role"),
    bad("unknown-key", ["LINK-03"], run([{ ...hello, x: 1 }]), "handshake-shape"),
    bad(
      "short-nonce",
      ["LINK-03"],
      run([{ ...hello, nonce: clientNonce.slice(4) }]),
      "handshake-shape",
    ),
    bad(
      "peer-without-address",
      ["LINK-03"],
      run([{ ...helloOf({ ...peer, from: null }) }]),
      "handshake-shape",
    ),
    bad(
      "guest-with-a-key",
      ["LINK-03"],
      run([{ ...guest, kid: alice.phone.kid }]),
      "handshake-shape",
    ),
    bad(
      "guest-where-none-is-served",
      ["LINK-03"],
      run([guest], { face: { ...face, guests: false } }),
      "handshake-role",
    ),
    bad(
      "nobody-lives-there",
      ["LINK-07"],
      run([{ ...hello, to: mallory.address }]),
      "tenant-unknown",
    ),
    bad(
      "from-an-address-of-another",
      ["LINK-07", "ID-50"],
      run([{ ...hello, from: mallory.address }]),
      "from-other",
    ),
    bad(
      "device-of-another-identity",
      ["LINK-07"],
      run([{ ...hello, kid: mallory.serve.kid }]),
      "key-unknown",
    ),
    bad(
      "peer-with-a-phone",
      ["LINK-08"],
      run([{ ...hello, kid: alice.phone.kid }]),
      "capability-missing",
    ),
    bad(
      "vault-with-a-phone",
      ["LINK-08"],
      run([{ ...hello, role: "vault", kid: alice.phone.kid }]),
      "capability-missing",
    ),
    bad(
      "revoked-device",
      ["LINK-08"],
      run([hello, proof], { log: formatIdentityLog(revoked) }),
      "device-revoked",
    ),
    bad(
      "device-not-yet-there",
      ["LINK-08"],
      run([hello], { start: NOW - 11 * DAY }),
      "device-future",
    ),
    bad(
      "proof-by-another-key",
      ["LINK-05"],
      await proven({}, mallory.serve.signer),
      "handshake-proof",
    ),
    bad(
      "proof-for-another-server-nonce",
      ["LINK-05"],
      await proven({ serverNonce: clientNonce }),
      "handshake-proof",
    ),
    bad(
      "proof-for-another-client-nonce",
      ["LINK-05"],
      await proven({ clientNonce: serverNonce }),
      "handshake-proof",
    ),
    bad(
      "proof-for-another-server",
      ["LINK-05"],
      await proven({ server: mallory.serve.kid }),
      "handshake-proof",
    ),
    bad(
      "proof-for-another-address",
      ["LINK-05"],
      await proven({ to: mallory.address }),
      "handshake-proof",
    ),
    bad("proof-for-another-role", ["LINK-05"], await proven({ role: "device" }), "handshake-proof"),
    bad(
      "proof-for-the-other-direction",
      ["LINK-05"],
      run([hello, { t: "proof", sig: await proofOf("server", peer, alice.serve.signer) }]),
      "handshake-proof",
    ),
  ];
}

async function clients(): Promise<DraftCase[]> {
  const base = {
    role: "peer",
    to: bob.text,
    from: alice.text,
    kid: alice.serve.kid,
    secret: alice.serve.signSecret,
    nonce: clientNonce,
    server: bob.log,
    start: NOW,
  };
  const run = (frames: object[], more: object = {}) => ({
    ...base,
    frames: frames.map((frame, i) => ({ after: i * 100, frame })),
    ...more,
  });
  const challenge = async (change: Partial<Transcript> = {}, signer = bob.serve.signer) => {
    const transcript = { ...peer, ...change };
    const sig = await proofOf("server", transcript, signer);
    return { t: "challenge", nonce: transcript.serverNonce, kid: transcript.server, sig };
  };
  const ready = { t: "ready", now: NOW + 5, limits: { frameBytes: LIMITS.frameBytes } };
  const fine = await challenge();
  return [
    good("peer", ["LINK-04", "LINK-06"], run([fine, ready])),
    good("guest", ["LINK-04"], run([ready], { role: "guest" })),
    bad("server-proves-nothing", ["LINK-02", "LINK-06"], run([ready]), "handshake-order"),
    bad(
      "server-of-another-identity",
      ["LINK-06"],
      run([await challenge({ server: mallory.serve.kid }, mallory.serve.signer)]),
      "handshake-server",
    ),
    bad(
      "server-with-a-phone",
      ["LINK-06"],
      run([await challenge({ server: bob.phone.kid }, bob.phone.signer)]),
      "handshake-server",
    ),
    bad(
      "server-key-not-its-own",
      ["LINK-05", "LINK-06"],
      run([await challenge({}, mallory.serve.signer)]),
      "handshake-proof",
    ),
    bad(
      "challenge-for-another-client-nonce",
      ["LINK-05", "LINK-06"],
      run([await challenge({ clientNonce: serverNonce })]),
      "handshake-proof",
    ),
    bad(
      "challenge-for-another-caller",
      ["LINK-05", "LINK-06"],
      run([await challenge({ kid: mallory.serve.kid })]),
      "handshake-proof",
    ),
    bad(
      "challenge-in-the-other-direction",
      ["LINK-05"],
      run([{ ...fine, sig: await proofOf("client", peer, bob.serve.signer) }]),
      "handshake-proof",
    ),
    bad("challenge-to-a-guest", ["LINK-02"], run([fine], { role: "guest" }), "handshake-order"),
    bad("challenge-twice", ["LINK-02"], run([fine, fine]), "handshake-order"),
    bad("refused", ["LINK-09"], run([{ t: "refuse", code: "blocked" }]), "blocked"),
    bad("unknown-key", ["LINK-03"], run([{ ...fine, x: 1 }]), "handshake-shape"),
    bad(
      "too-slow",
      ["LINK-01"],
      { ...base, frames: [{ after: LIMITS.handshakeTimeout + 1, frame: fine }] },
      "handshake-timeout",
    ),
  ];
}

async function frames(): Promise<DraftCase[]> {
  const envelope = await signed();
  const samples: Record<FrameType, object> = {
    deliver: { t: "deliver", envelope },
    ack: { t: "ack", id: envelope.id },
    refuse: { t: "refuse", code: "blocked", detail: "no", re: "7" },
    queued: { t: "queued", items: [{ n: 1, envelope }] },
    fetched: { t: "fetched", n: 1 },
    req: { t: "req", id: "7", method: "timeline.list", params: {} },
    res: { t: "res", id: "7", result: [] },
    event: { t: "event", event: "comment.pending", data: {} },
    watch: { t: "watch", page: "/posts/x/" },
    comment: { t: "comment", page: "/posts/x/", id: "c1", html: "<li></li>", state: "approved" },
    offer: { t: "offer", id: "1", page: "/posts/x/", name: "R", text: "Hello" },
  };
  const allowed: Record<Role, Record<"client" | "server", readonly FrameType[]>> = {
    guest: { client: ["watch", "offer"], server: ["comment", "ack", "refuse"] },
    peer: { client: ["deliver", "ack", "refuse"], server: ["deliver", "ack", "refuse"] },
    device: {
      client: ["deliver", "fetched", "req", "refuse"],
      server: ["queued", "res", "event", "ack", "refuse"],
    },
    vault: {
      client: ["deliver", "fetched", "req", "res", "refuse"],
      server: ["queued", "req", "res", "event", "ack", "refuse"],
    },
  };
  const cases: DraftCase[] = [];
  for (const role of ["guest", "peer", "device", "vault"] as const) {
    for (const side of ["client", "server"] as const) {
      for (const [t, frame] of Object.entries(samples)) {
        const input = { text: JSON.stringify(frame), role, side };
        const may = allowed[role][side].includes(t as FrameType);
        const name = `${role}-${side}-sends-${t}`;
        cases.push(
          may
            ? good(name, ["LINK-30", "LINK-31"], input)
            : bad(name, ["LINK-31"], input, "frame-role"),
        );
      }
    }
  }
  const from = (frame: object | string, more: object = {}) => ({
    text: typeof frame === "string" ? frame : JSON.stringify(frame),
    role: "device",
    side: "client",
    ...more,
  });
  return [
    ...cases,
    good("largest", ["LINK-21"], from(samples.req, { size: LIMITS.frameBytes })),
    bad(
      "too-large",
      ["LINK-21"],
      from(samples.req, { size: LIMITS.frameBytes + 1 }),
      "frame-too-large",
    ),
    bad("unknown-type", ["LINK-30"], from({ t: "sing" }), "frame-unknown"),
    bad("type-of-a-member-of-objects", ["LINK-30"], from({ t: "constructor" }), "frame-unknown"),
    bad("no-type", ["LINK-30"], from({}), "frame-shape"),
    bad("a-list", ["LINK-30"], from("[]"), "frame-shape"),
    bad("not-json", ["LINK-30"], from("hello"), "json-malformed"),
    bad("unknown-key", ["LINK-30"], from({ ...samples.req, x: 1 }), "frame-shape"),
    bad("missing-key", ["LINK-30"], from({ t: "req", id: "1", method: "x" }), "frame-shape"),
    bad("params-are-a-list", ["LINK-30"], from({ ...samples.req, params: [] }), "frame-shape"),
    bad(
      "id-too-long",
      ["LINK-30"],
      from({ ...samples.req, id: "x".repeat(LIMITS.requestIdLength + 1) }),
      "frame-shape",
    ),
    bad(
      "method-with-capitals",
      ["LINK-30"],
      from({ ...samples.req, method: "Timeline" }),
      "frame-shape",
    ),
    bad("negative-n", ["LINK-30"], from({ t: "fetched", n: -1 }), "frame-shape"),
    bad(
      "unknown-refusal-code",
      ["LINK-30", "ENV-40"],
      from({ t: "refuse", code: "no-such-code" }),
      "frame-shape",
    ),
    bad(
      "nothing-queued",
      ["LINK-30"],
      from({ t: "queued", items: [] }, { side: "server" }),
      "frame-shape",
    ),
    bad(
      "too-many-queued",
      ["LINK-30"],
      from(
        {
          t: "queued",
          items: Array.from({ length: LIMITS.queuedItems + 1 }, (_, n) => ({ n, envelope: {} })),
        },
        { side: "server" },
      ),
      "frame-shape",
    ),
  ];
}

export async function linkDrafts(): Promise<Record<string, Draft>> {
  return {
    "03-handshake-and-links/transcripts.json": {
      about: "The bytes that each end of a handshake signs.",
      kind: "transcript",
      cases: [
        good("peer-client", ["LINK-05"], { side: "client", transcript: peer }),
        good("peer-server", ["LINK-05"], { side: "server", transcript: peer }),
        good("device-client", ["LINK-05"], { side: "client", transcript: device }),
        good("vault-server", ["LINK-05"], {
          side: "server",
          transcript: { ...device, role: "vault", kid: bob.vault.kid },
        }),
      ],
    },
    "03-handshake-and-links/server.json": {
      about: "Bob's sidecar as the called end: what it says to each frame.",
      kind: "server",
      cases: await servers(),
    },
    "03-handshake-and-links/client.json": {
      about: "Alice's sidecar as the calling end: its hello, and what it says to each frame.",
      kind: "client",
      cases: await clients(),
    },
    "03-handshake-and-links/frames.json": {
      about: "Frames on an open link: who may send what, in which form.",
      kind: "frame",
      cases: await frames(),
    },
  };
}
