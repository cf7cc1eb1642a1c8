import { formatAddress, originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { parseDevice } from "@courtyard/protocol/device.ts";
import { type DeviceRecord, deviceOf, type Identity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import { postJson } from "../net/sidecar-http.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isVaultRefusal, refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import { beginIdentity } from "./begin.ts";
import type { OwnIdentity } from "./own-identity.ts";

/** What the operator gives to a new owner. */
export interface ClaimRequest {
  /** The sidecar's origin for this person, such as `https://alice.example`. */
  sidecar: string;
  /** The one-time code. */
  code: string;
}

/** What a sidecar says of itself at the first step of a claim. */
export interface ClaimedPlace {
  address: string;
  serve: DeviceRecord;
}

/** Step "begin": where the owner will live, and the sidecar's own device. */
export async function askPlace({
  sidecar,
  code,
}: ClaimRequest): Promise<ClaimedPlace | Refusal | VaultRefusal> {
  const origin = originFrom(sidecar);
  if (origin === null)
    return refuseLocally("request-shape", "the sidecar is not an http(s) origin");
  const answer = await postJson(`${origin}/_courtyard/claim`, { v: 1, code, step: "begin" });
  if (isRefusal(answer) || isVaultRefusal(answer)) return answer;
  const address = typeof answer.address === "string" ? parseAddress(answer.address) : null;
  const serve = parseDevice(answer.serve ?? null);
  if (address === null || isRefusal(address) || isRefusal(serve))
    return refuseLocally("sidecar-answer");
  if (serve.can.length !== 1 || serve.can[0] !== "serve" || serve.until !== undefined)
    return refuseLocally(
      "sidecar-answer",
      "the sidecar asks for a device that does more than serve",
    );
  if (originOf(address) !== origin)
    return refuseLocally("sidecar-answer", `it serves ${originOf(address)}, not ${origin}`);
  return { address: formatAddress(address), serve };
}

/** Step "finish": the sidecar checks the log and takes it. */
export async function giveLog(
  { sidecar, code }: ClaimRequest,
  identity: Identity,
): Promise<Refusal | VaultRefusal | null> {
  const log = formatIdentityLog(identity);
  const url = `${originFrom(sidecar)}/_courtyard/claim`;
  const answer = await postJson(url, { v: 1, code, step: "finish", log });
  return isRefusal(answer) || isVaultRefusal(answer) ? answer : null;
}

/**
 * Claims a place and begins the owner's identity there. The identity is committed here before the
 * sidecar hears of it: whichever of the two dies in between, a second claim goes on with the same one.
 */
export async function claim(
  store: VaultStore,
  { own, request, now }: { own: OwnIdentity; request: ClaimRequest; now: number },
): Promise<Identity | Refusal | VaultRefusal> {
  const place = store.place.get();
  if (own.current() && place?.uploaded !== null) return refuseLocally("already-claimed");
  const offered = await askPlace(request);
  if (isRefusal(offered) || isVaultRefusal(offered)) return offered;
  const former = own.current();
  const same = former?.head.urls[0] === offered.address && deviceOf(former, offered.serve.id);
  const identity = former && same ? former : await beginIdentity(store, { own, ...offered, now });
  const refusal = await giveLog(request, identity);
  if (refusal) return refusal;
  store.place.set({ address: offered.address, uploaded: identity.hash });
  return identity;
}

function originFrom(text: string): string | null {
  try {
    const { protocol, origin } = new URL(text);
    return protocol === "http:" || protocol === "https:" ? origin : null;
  } catch {
    return null;
  }
}
