// Who signs: `identityId#deviceId`. Spec 01 §5.

const KID = /^[A-Za-z0-9_-]{43}#[A-Za-z0-9_-]{22}$/;
const HASH_AT = 43;

/** The two parts of a kid, or null for what is none. */
export function parseKid(kid: unknown): { identityId: string; deviceId: string } | null {
  if (typeof kid !== "string" || !KID.test(kid)) return null;
  return { identityId: kid.slice(0, HASH_AT), deviceId: kid.slice(HASH_AT + 1) };
}

/** The kid of a device of an identity. */
export function formatKid(identityId: string, deviceId: string): string {
  return `${identityId}#${deviceId}`;
}
