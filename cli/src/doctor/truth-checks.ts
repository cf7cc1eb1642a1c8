import { parseAddress, sameAddress } from "@courtyard/protocol/address.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { parseManifest, verifyManifest } from "@courtyard/protocol/manifest.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import type { House } from "../home/house.ts";
import { ask } from "../net/request.ts";
import { sidecarPlace } from "../net/sidecar-place.ts";
import type { Shell } from "../shell.ts";
import type { VaultStatus } from "../vault-control.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Whether what the sidecar shows the world is what this house signed. */
export async function truthChecks(
  house: House,
  { shell, vault, localSeq }: { shell: Shell; vault: VaultStatus | null; localSeq: number | null },
): Promise<Finding[]> {
  const identity = await identityOf(house, shell, vault);
  if ("check" in identity) return [identity];
  const { doctor } = shell.words;
  return [
    ok("identity", doctor.identity(identity.id, identity.entries.length)),
    await publicationFinding(house, { shell, identity, localSeq }),
  ];
}

async function identityOf(
  house: House,
  { words }: Shell,
  vault: VaultStatus | null,
): Promise<Identity | Finding> {
  const { doctor } = words;
  const { url, headers } = sidecarPlace(house);
  const answer = await ask(`${url}/.well-known/courtyard/identity.jsonl`, {
    headers: { ...headers },
  });
  if (answer.status !== 200)
    return fail(
      "identity",
      doctor.identityBroken(`http-${answer.status}`),
      doctor.identityBrokenMend,
    );
  const identity = await verifyIdentityLog(answer.text, nodeBackend);
  if (isRefusal(identity))
    return fail("identity", doctor.identityBroken(identity.code), doctor.identityBrokenMend);
  if (vault?.identity && vault.identity !== identity.id)
    return fail("identity", doctor.identityOther, doctor.identityOtherMend);
  const lives = identity.head.urls.some((text) => {
    const address = parseAddress(text);
    return !isRefusal(address) && sameAddress(address, house.address);
  });
  return lives
    ? identity
    : fail("identity", doctor.identityElsewhere(house.origin), doctor.identityElsewhereMend);
}

async function publicationFinding(
  house: House,
  { shell, identity, localSeq }: { shell: Shell; identity: Identity; localSeq: number | null },
): Promise<Finding> {
  const { doctor } = shell.words;
  const { url, headers } = sidecarPlace(house);
  const answer = await ask(`${url}/.well-known/courtyard/manifest.json`, {
    headers: { ...headers },
  });
  if (answer.status === 404)
    return warn("publication", doctor.publicationNone, doctor.publicationNoneMend);
  const broken = (code: string) =>
    fail("publication", doctor.publicationBroken(code), doctor.publicationMend);
  if (answer.status !== 200) return broken(`http-${answer.status}`);
  const parsed = parseStrict(answer.text, { bytes: LIMITS.manifestBytes });
  if (isRefusal(parsed)) return broken(parsed.code);
  const manifest = parseManifest(parsed.value);
  if (isRefusal(manifest)) return broken(manifest.code);
  const verified = await verifyManifest(manifest, {
    identity,
    now: shell.now(),
    backend: nodeBackend,
  });
  if (isRefusal(verified)) return broken(verified.code);
  const { seq, count } = verified.header;
  if (localSeq !== null && localSeq > seq)
    return fail("publication", doctor.publicationBehind(seq, localSeq), doctor.publicationMend);
  return ok("publication", doctor.publication(seq, count));
}
