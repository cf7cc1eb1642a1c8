import { deviceOf, type Identity } from "@courtyard/protocol/identity.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isVaultRefusal, refuseLocally, type VaultRefusal } from "../vault-refusal.ts";
import { askPlace, type ClaimRequest, giveLog } from "./claim.ts";
import type { OwnIdentity } from "./own-identity.ts";

interface MoveOptions {
  own: OwnIdentity;
  /** A place at the new sidecar, with its operator's code. */
  request: ClaimRequest;
  /** Gives the old sidecar the log that tells where the person went; may fail. */
  tellOld: () => Promise<void>;
}

/**
 * Moves to another sidecar: the person stays, the address changes. Each step can be made again with
 * the same code, so a crash in between costs nothing.
 */
export async function move(
  store: VaultStore,
  { own, request, tellOld }: MoveOptions,
): Promise<Identity | Refusal | VaultRefusal> {
  const current = own.current();
  if (!current) return refuseLocally("not-claimed");
  const offered = await askPlace(request);
  if (isRefusal(offered) || isVaultRefusal(offered)) return offered;
  const { address, serve } = offered;
  const moved =
    current.head.urls[0] === address && deviceOf(current, serve.id)
      ? current
      : await own.change(({ head }) => ({
          urls: [address],
          devices: [...head.devices.filter((device) => device.id !== serve.id), serve],
        }));
  if (isRefusal(moved) || isVaultRefusal(moved)) return moved;
  await tellOld();
  const refusal = await giveLog(request, moved);
  if (refusal) return refusal;
  store.place.set({ address, uploaded: moved.hash });
  return moved;
}
