import { setTimeout as sleep } from "node:timers/promises";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { House } from "../home/house.ts";
import type { VaultControl, VaultStatus } from "../vault-control.ts";
import type { Words } from "../words/english.ts";

/**
 * Makes sure that the vault has an identity at this address: claims the place with the code on a
 * first start. Throws `needs-claim` when there is neither an identity nor a code.
 */
export async function claimHouse(
  control: VaultControl,
  { house, code, words }: { house: House; code: string | null; words: Words },
): Promise<void> {
  if ((await control.status()).identity !== null) return;
  if (code === null)
    throw new CliFault("needs-claim", words.start.needsClaim(formatAddress(house.address)), {
      exit: EXIT.refused,
      mend: words.start.needsClaimMend,
    });
  await control.claim({ sidecar: house.origin, code });
}

/** Waits until the vault's link stands, or `patience` milliseconds; returns the last status either way. */
export async function awaitLink(
  control: VaultControl,
  { signal, patience = 15_000 }: { signal: AbortSignal; patience?: number },
): Promise<VaultStatus> {
  const until = performance.now() + patience;
  for (;;) {
    const status = await control.status();
    if (status.linked || performance.now() > until || signal.aborted) return status;
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
}
