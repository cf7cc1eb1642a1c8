// What a vault says no to on its own machine. These codes never travel between people, so they are
// not in the protocol's list (spec 02 §7); the command line and the control API show them.

const SENTENCES = {
  "row-damaged": "A row of the vault's file was altered or damaged; it cannot be read.",
  "file-damaged": "The vault's file is damaged; restore it from a backup.",
  "folder-in-use": "Another process has this vault open.",
  "passphrase-wrong": "The passphrase does not open this vault.",
  "passphrase-missing":
    "This vault needs its passphrase: COURTYARD_PASSPHRASE or --passphrase-file.",
  "phrase-wrong": "The recovery phrase does not open this vault.",
  "phrase-shown": "The recovery phrase was shown already; only you have it now.",
  "phrase-missing": "There is no recovery phrase yet; claim a place first.",
  "not-claimed": "This vault has no identity yet; claim a place with the operator's code first.",
  "already-claimed": "This vault has an identity already.",
  "sidecar-unreachable": "The sidecar did not answer.",
  "sidecar-answer": "The sidecar answered something that is not part of the protocol.",
  "device-unknown": "There is no such device.",
  "device-self": "The vault cannot revoke itself; recover on another machine instead.",
  "request-shape": "The request does not have the right shape.",
  unauthorized: "The control token is missing or wrong.",
  "host-forbidden": "This vault answers only to its own local address.",
  "app-missing": "The app is not built yet. Run: npm run build -w app",
} as const;

export type VaultRefusalCode = keyof typeof SENTENCES;

/** An expected "no" of the vault's own machine, in the shape of the protocol's refusals. */
export interface VaultRefusal {
  readonly ok: false;
  readonly code: VaultRefusalCode;
  readonly detail?: string;
}

/** Makes a refusal; without a detail of its own, the detail is the code's sentence. */
export function refuseLocally(code: VaultRefusalCode, detail?: string): VaultRefusal {
  return { ok: false, code, detail: detail ?? SENTENCES[code] };
}

/** True for what `refuseLocally` makes. */
export function isVaultRefusal(value: unknown): value is VaultRefusal {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { ok?: unknown }).ok === false &&
    Object.hasOwn(SENTENCES, String((value as { code?: unknown }).code))
  );
}

/** A vault that cannot start. `code` is for programs, the message for people. */
export class VaultError extends Error {
  readonly code: string;
  constructor(refusal: { code: string; detail?: string }, options?: ErrorOptions) {
    super(refusal.detail ?? refusal.code, options);
    this.name = "VaultError";
    this.code = refusal.code;
  }
}
