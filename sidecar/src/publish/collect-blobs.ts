import type { Store } from "../store/open-store.ts";
import { isBlobNamed, namedBlobs } from "../store/publication.ts";
import type { TenantSite } from "./tenant-site.ts";

/** An upload that was broken off may be taken up again within this time. */
const UNFINISHED_KEPT = 24 * 60 * 60 * 1000;

/** Removes those of `candidates` that no version names any more. */
export async function collectReleased(
  store: Store,
  site: TenantSite,
  candidates: Iterable<string>,
): Promise<void> {
  for (const sha256 of candidates) {
    if (!isWaitedFor(site, sha256) && !isBlobNamed(store, site.tenant, sha256)) {
      await site.blobs.remove(sha256);
    }
  }
}

/** At a start: removes what uploads left a day ago and no version came to name. */
export async function collectUnfinished(
  store: Store,
  site: TenantSite,
  now: number,
): Promise<void> {
  const named = new Set(namedBlobs(store, site.tenant).map(({ sha256 }) => sha256));
  for (const sha256 of [...site.blobs.hashes()]) {
    if (named.has(sha256)) continue;
    const written = await site.blobs.writtenAt(sha256);
    // Asked again: a publication may have come in while we looked.
    if (written !== undefined && now - written < UNFINISHED_KEPT) continue;
    await collectReleased(store, site, [sha256]);
  }
}

function isWaitedFor({ waiting }: TenantSite, sha256: string): boolean {
  if (!waiting) return false;
  waiting.named ??= new Set(Object.values(waiting.manifest.files).map((file) => file.sha256));
  return waiting.named.has(sha256);
}
