// The kinds of vectors/03-handshake-and-links/ and 07-signalling/.

import { type Address, parseAddress, sameAddress } from "../../../src/address.ts";
import { fromBase64url, toBase64url } from "../../../src/bytes.ts";
import { signerFromSecret } from "../../../src/ed25519.ts";
import { parseFrameFrom, type Role, readFrameJson } from "../../../src/frames.ts";
import { clientHandshake, serverHandshake } from "../../../src/handshake.ts";
import { type Transcript, transcriptBytes } from "../../../src/handshake-frames.ts";
import type { Identity } from "../../../src/identity.ts";
import { verifyIdentityLog } from "../../../src/identity-log.ts";
import { isRefusal, refuse } from "../../../src/refusal.ts";
import type { JsonValue } from "../../../src/strict-json.ts";
import { type Kind, kind, outcomeOf } from "../vector-file.ts";

async function own(log: string): Promise<Identity> {
  const identity = await verifyIdentityLog(log);
  if (isRefusal(identity)) throw new Error(`the vector's own log: ${identity.code}`);
  return identity;
}

const signerOf = (secret: string) => signerFromSecret(fromBase64url(secret) as Uint8Array);
const addressOf = (text: string) => parseAddress(text) as Address;

/** Frames that come to one end, each with its time after the start. */
interface Incoming {
  readonly start: number;
  readonly frames: readonly { readonly after: number; readonly frame: JsonValue }[];
}

export const linkKinds: Readonly<Record<string, Kind>> = {
  transcript: kind<{ side: "client" | "server"; transcript: Transcript }>(
    ({ side, transcript }) => ({ ok: toBase64url(transcriptBytes(side, transcript)) }),
  ),

  /** What a server that serves `face` says to the frames of a client whose log is `log`. */
  server: kind<
    Incoming & {
      face: { address: string; kid: string; secret: string; guests?: boolean };
      log: string;
      nonce: string;
    }
  >(async ({ face, log, nonce, start, frames }) => {
    const identity = await own(log);
    const { kid, secret, guests } = face;
    const machine = serverHandshake({
      start,
      nonce,
      faceOf: (to) =>
        sameAddress(to, addressOf(face.address))
          ? { kid, signer: signerOf(secret), ...(guests === undefined ? {} : { guests }) }
          : refuse("tenant-unknown"),
      identityOf: () => identity,
      limits: {},
    });
    const said: JsonValue[] = [];
    for (const { after, frame } of frames) {
      const step = await machine.receive(frame, start + after);
      if (isRefusal(step)) return { refusal: step.code };
      said.push(step.send as JsonValue);
    }
    return { ok: said };
  }),

  /** What a client that wants to reach `server` says to the frames of whoever answers. */
  client: kind<
    Incoming & {
      role: "peer" | "vault" | "device" | "guest";
      to: string;
      from?: string;
      kid: string;
      secret: string;
      nonce: string;
      server: string;
    }
  >(async ({ role, to, from, kid, secret, nonce, server, start, frames }) => {
    const machine = clientHandshake({
      role,
      to: addressOf(to),
      ...(from === undefined ? {} : { from: addressOf(from) }),
      kid,
      signer: signerOf(secret),
      server: await own(server),
      nonce,
      start,
    });
    const said: JsonValue[] = [machine.hello as JsonValue];
    for (const { after, frame } of frames) {
      const step = await machine.receive(frame, start + after);
      if (isRefusal(step)) return { refusal: step.code };
      if (step.state === "waiting") said.push(step.send as JsonValue);
      else said.push("ready");
    }
    return { ok: said };
  }),

  /** A frame's text on an open link; `size` pads a text with spaces where a bound is shown. */
  frame: kind<{ text: string; size?: number; role: Role; side: "client" | "server" }>(
    ({ text, size, role, side }) => {
      const json = readFrameJson(size === undefined ? text : text.padEnd(size));
      if (isRefusal(json)) return { refusal: json.code };
      return outcomeOf(parseFrameFrom(json, { role, side }), ({ t }) => t);
    },
  ),
};
