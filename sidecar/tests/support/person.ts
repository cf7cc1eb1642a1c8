import type { Address } from "@courtyard/protocol/address.ts";
import { signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import { type Envelope, makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { appendEntry, type Identity, revokeDevice } from "@courtyard/protocol/identity.ts";
import { formatKid } from "@courtyard/protocol/kid.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { openSealed, type SealedData, sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import type { Tenant } from "../../src/tenant/tenant.ts";
import type { TestDevice } from "./device.ts";
import { linkedSocket, type TestSocket } from "./socket.ts";

/** Someone with a vault and a phone, who lives at one tenant of one sidecar. */
export interface TestPerson {
  readonly tenant: Tenant;
  readonly address: Address;
  readonly vault: TestDevice;
  readonly phone: TestDevice;
  readonly rootSecret: Uint8Array;
  /** The newest log; `revoke` replaces it. */
  identity: Identity;
  kid(device: TestDevice): string;
  /** Signed by the phone unless told. */
  envelope(type: string, data: object, options: EnvelopeOptions): Promise<Envelope>;
  comment(to: TestPerson, text?: string): Promise<Envelope>;
  /** A sealed message for these devices of the receiver; all of them unless told. */
  sealed(to: TestPerson, text: string, options?: SealedOptions): Promise<Envelope>;
  /** What was sealed for one of this person's devices. */
  open(envelope: Envelope, device: TestDevice): Promise<JsonObject>;
  /** A socket to the person's own sidecar, after `ready`. */
  connect(device: TestDevice, role?: "device" | "vault"): Promise<TestSocket>;
  /** A log that revokes the device; not yet put anywhere. */
  revoke(device: TestDevice, at: number): Promise<Identity>;
}

interface EnvelopeOptions {
  to: Address;
  by?: TestDevice;
  now?: number;
  ttl?: number;
  from?: Address;
}

interface SealedOptions {
  by?: TestDevice;
  devices?: readonly TestDevice[];
  now?: number;
  ttl?: number;
}

export function testPerson(
  tenant: Tenant,
  keys: { vault: TestDevice; phone: TestDevice; rootSecret: Uint8Array; identity: Identity },
  clock: () => number,
): TestPerson {
  const { address } = tenant;
  const { phone } = keys;
  const person: TestPerson = {
    ...keys,
    tenant,
    address,
    kid: (device) => formatKid(person.identity.id, device.record.id),
    envelope: (type, data, { to, by = phone, now = clock(), ttl, from = address }) =>
      makeEnvelope({
        ...{ from, to, type, data, now, signer: by.signer, kid: person.kid(by) },
        ...(ttl !== undefined && { ttl }),
      }),
    comment: (to, text = "a comment") =>
      person.envelope(
        "comment.create",
        { page: "/posts/hello/", text, name: tenant.username },
        { to: to.address },
      ),
    sealed: async (to, text, { by = phone, devices = [to.vault, to.phone], now, ttl } = {}) => {
      const between = { from: address, to: to.address, kid: person.kid(by) };
      const recipients = devices.map(({ record, seal }) => ({
        device: record.id,
        prekey: "static",
        publicKey: seal.publicKey,
      }));
      const data = await sealPayload({ text }, { ...between, recipients });
      return person.envelope("sealed.message", data, {
        ...{ to: to.address, by },
        ...(now !== undefined && { now }),
        ...(ttl !== undefined && { ttl }),
      });
    },
    open: async ({ data, from, to, kid }, device) => {
      const opened = await openSealed(data as unknown as SealedData, {
        ...{ from, to, kid, device: device.record.id },
        privateKeyFor: () => device.seal.privateKey,
      });
      if (isRefusal(opened)) throw new Error(opened.code);
      return opened;
    },
    connect: (device, role = device === keys.vault ? "vault" : "device") =>
      linkedSocket(tenant.port, address, {
        ...{ role, from: address, kid: person.kid(device) },
        ...{ signer: device.signer, server: person.identity },
      }),
    revoke: async (device, at) => {
      const devices = person.identity.head.devices.map((one) =>
        one.id === device.record.id ? revokeDevice(one, at) : one,
      );
      const longer = await appendEntry(person.identity, {
        rootSigner: signerFromSecret(keys.rootSecret),
        change: { devices },
        now: clock(),
      });
      if (isRefusal(longer)) throw new Error(longer.code);
      person.identity = longer;
      return longer;
    },
  };
  return person;
}
