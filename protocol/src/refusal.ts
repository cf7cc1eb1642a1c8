// Spec 02 §7: the closed list of refusal codes. A code is wire vocabulary: the same on the wire, in
// logs and in the interface. Codes are added here and nowhere else, and never renamed once released.
// The sentences are for logs and for people without a translation; nobody matches on their text.

import { LIMITS } from "./limits.ts";

/** Every refusal code with the English sentence that explains it. Spec 02 §7. */
export const REFUSALS = {
  // Strict JSON
  "json-malformed": "The text is not JSON.",
  "json-utf8": "The bytes are not valid UTF-8.",
  "json-duplicate-key": "A JSON object names the same key twice.",
  "json-forbidden-key": "A JSON object uses a key that is not allowed.",
  "json-surrogate": "A JSON string holds half of a surrogate pair.",
  "json-number": "A JSON number is not a safe integer.",
  "json-depth": "The JSON is nested too deeply.",
  "json-too-large": "The JSON is larger than the limit.",

  // Addresses
  "address-form": "This is not an address of the form username@host[:port].",

  // Keys and signatures
  "key-form": "The public key is not a canonical Ed25519 key of prime order.",
  "key-unknown": "No device of this identity has this key.",
  "signature-form": "The signature is not 64 canonical bytes.",
  "signature-invalid": "The signature does not match.",
  "device-revoked": "The device was revoked before this was signed.",
  "device-future": "The device did not exist yet when this was signed.",
  "capability-missing": "The device is not allowed to do this.",

  // Identity
  "identity-malformed": "The identity log does not have the right shape.",
  "identity-too-large": "The identity log is larger than the limit.",
  "identity-broken-chain": "An entry of the identity log does not follow from the one before.",
  "identity-signature": "An entry of the identity log is not signed by its root key.",
  "identity-next-key": "A new root key is not the one that was announced.",
  "identity-device": "A device of the identity log is not well formed.",
  "identity-rollback": "The identity log is shorter than the one seen before.",
  "identity-fork": "The identity log tells another history than the one seen before.",
  "identity-other": "This is another identity than the one known at this address.",
  "identity-unreachable": "The identity log could not be fetched.",
  "identity-address": "The identity does not live at this address.",
  "recovery-phrase": "The recovery phrase is not 24 known words with a right checksum.",
  "recovery-other": "The recovery phrase does not belong to this identity.",

  // Envelopes
  "envelope-shape": "The envelope does not have the right shape.",
  "envelope-unknown-key": "The envelope has a key that the protocol does not know.",
  "envelope-too-large": "The envelope is larger than the limit.",
  "envelope-id": "The id of the envelope is not the hash of its contents.",
  "envelope-expired": "The envelope has expired.",
  "envelope-future": "The envelope comes from the future.",
  "envelope-ttl": "The envelope asks to live longer than allowed.",
  "envelope-replayed": "The envelope was received before.",
  "envelope-type-unknown": "The type of the envelope is not known here.",
  "envelope-data": "The data of the envelope does not fit its type.",
  "to-other": "The envelope is addressed to somebody else.",
  "from-other": "The sender does not live at the address the envelope comes from.",

  // Handshake and links
  "handshake-timeout": "The handshake took too long.",
  "handshake-order": "A frame of the handshake came out of turn.",
  "handshake-shape": "A frame of the handshake does not have the right shape.",
  "handshake-proof": "The other end could not prove who it is.",
  "handshake-version": "The other end speaks another version of the protocol.",
  "handshake-role": "This role is not allowed here.",
  "handshake-server": "The server is not the one that was expected.",
  "frame-unknown": "The type of the frame is not known.",
  "frame-too-large": "The frame is larger than the limit.",
  "frame-before-ready": "The frame came before the handshake was done.",
  "frame-shape": "The frame does not have the right shape.",
  "frame-binary": "Binary frames are not used.",
  "frame-role": "This role may not send this frame.",
  "link-limit": "Too many connections are open.",
  "link-idle": "The connection was idle for too long.",
  "link-slow": "The other end reads too slowly.",

  // Policy
  "rate-limited": "Too many requests; try again later.",
  "quota-exceeded": "The space or number that was granted is used up.",
  "policy-refused": "The receiver does not accept this.",
  blocked: "The receiver has blocked the sender.",
  "queue-full": "The queue of the receiver is full.",
  "shutting-down": "The server is going down; try again soon.",

  // Delivery and relay
  "delivery-unreachable": "The receiver could not be reached.",
  "delivery-expired": "The envelope expired before it could be delivered.",
  "relay-not-friend": "This server relays for friends only.",
  "relay-hops": "The envelope was forwarded too often.",
  "relay-loop": "The envelope came back to a server it had passed.",
  "relay-open-failed": "The relayed envelope could not be opened.",
  "relay-quota": "The quota for relaying is used up.",
  "relay-destination": "This server does not relay to that destination.",

  // Manifests
  "manifest-shape": "The manifest does not have the right shape.",
  "manifest-root": "The root hash of the manifest does not match its files.",
  "manifest-path": "The manifest names a path that is not allowed.",
  "manifest-signature": "The manifest is not signed by a key that may publish.",
  "manifest-base": "The delta builds on another version than the one here.",
  "manifest-rollback": "The manifest is older than the one here.",
  "manifest-expired": "The manifest has expired.",
  "manifest-future": "The manifest comes from the future.",
  "manifest-too-large": "The manifest is larger than the limit.",
  "blob-hash": "The bytes do not have the hash that was announced.",
  "blob-size": "The bytes do not have the size that was announced.",
  "blob-missing": "Bytes that the manifest names are missing.",
  "blob-unwanted": "No waiting manifest names this hash.",

  // Sealed messages
  "sealed-shape": "The sealed message does not have the right shape.",
  "sealed-not-for-me": "The sealed message holds no key for this device.",
  "sealed-open-failed": "The sealed message could not be opened.",
  "sealed-suite": "The sealed message uses an unknown cipher suite.",
  "sealed-payload": "What was in the sealed message does not have the right shape.",
  "prekey-shape": "The prekey does not have the right shape.",
  "prekey-expired": "The prekey has expired.",
  "prekey-signature": "The prekey is not signed by its device.",
  "prekey-missing": "The device has no usable prekey.",

  // Pairing and claiming
  "pairing-code": "The pairing code is not right.",
  "pairing-expired": "The pairing code has expired.",
  "pairing-tries": "The pairing code was tried too often.",
  "pairing-shape": "The pairing request does not have the right shape.",
  "pairing-closed": "Nobody is waiting for a new device now.",
  "claim-code": "The claim code is not right.",
  "claim-done": "This place has an owner already.",

  // Requests
  "tenant-unknown": "Nobody lives at this host name here.",
  "method-unknown": "This method is not known.",
  "params-shape": "The parameters do not fit the method.",
  "not-found": "There is nothing by this name.",
  "vault-away": "The home vault is not connected.",
  "vault-locked": "The home vault is locked.",
  "publisher-away": "The publisher does not run beside the vault.",
  "answer-too-large": "The answer is larger than the limit.",
  "session-missing": "This needs a session that is not there.",
  timeout: "The answer took too long.",

  // Following
  "feed-unreachable": "The feed could not be fetched.",
  "feed-not-found": "No feed was found at this place.",
  "feed-malformed": "The feed could not be read.",
  "feed-too-large": "The feed is larger than the limit.",
  "feed-forbidden-address": "This address is not on the public internet.",

  internal: "Something went wrong here; it was logged.",
} as const;

/** One of the closed list of refusal codes. Spec 02 §7. */
export type RefusalCode = keyof typeof REFUSALS;

/** An expected "no": a value, never thrown. `detail` is for people and logs, never for matching. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly detail?: string;
}

/** Makes a refusal. The detail is cut at 200 characters, since it may quote a stranger's input. */
export function refuse(code: RefusalCode, detail?: string): Refusal {
  if (detail === undefined) return { ok: false, code };
  return { ok: false, code, detail: detail.slice(0, LIMITS.detailLength).toWellFormed() };
}

/** True for what `refuse` makes; works on any return value of a function that may refuse. */
export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { ok?: unknown }).ok === false &&
    isRefusalCode((value as { code?: unknown }).code)
  );
}

/** True when a string from elsewhere is one of our codes. */
export function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === "string" && Object.hasOwn(REFUSALS, code);
}
