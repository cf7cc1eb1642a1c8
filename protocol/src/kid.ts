// Who signs: `identityId#deviceId`. Spec 01 §5.

const KID = /^([A-Za-z0-9_-]{43})#([A-Za-z0-9_-]{22})$/;

/** The two parts of a kid, or null for what is none. */
export function parseKid(kid: unknown): { identityId: string; deviceId: string } | null {
  const match = typeof kid === "string" ? KID.exec(kid) : null;
  return match === null ? null : { identityId: match[1] as string, deviceId: match[2] as string };
}

/** The kid of a device of an identity. */
export function formatKid(identityId: string, deviceId: string): string {
  return `${identityId}#${deviceId}`;
}
