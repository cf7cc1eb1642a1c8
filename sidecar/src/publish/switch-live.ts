import type { Manifest, ManifestDelta } from "@courtyard/protocol/manifest.ts";
import type { Store } from "../store/open-store.ts";
import {
  changeBytes,
  changeRows,
  deleteChanges,
  deletePublication,
  dropLiveFiles,
  insertChanges,
  insertPublication,
  markTreePaths,
  publicationRows,
  putLiveFiles,
  setPublicationState,
} from "../store/publication.ts";
import {
  changesOf,
  deltaDifference,
  type FileDifference,
  fileDifference,
  reverseChanges,
} from "./file-difference.ts";
import type { TenantSite } from "./tenant-site.ts";

/** Older versions whose blobs stay, so that going back uploads nothing. */
const KEPT = 10;

/** What a switch did: which paths changed, and which blobs may have lost their last name. */
export interface Switched {
  readonly difference: FileDifference;
  readonly released: ReadonlySet<string>;
}

/**
 * Makes a verified version whose blobs are all here the live one: one commit, then one assignment.
 * Only what differs is written. Scheduled versions that are older than it will never come; newer
 * ones are kept as differences to it from now on. `keepBytes` bounds what older versions hold.
 */
export function switchLive(
  store: Store,
  site: TenantSite,
  {
    manifest,
    by,
    now,
    keepBytes,
  }: {
    manifest: Manifest;
    /** The verified delta that made it, when it came in just now. */
    by: ManifestDelta | undefined;
    now: number;
    keepBytes: number;
  },
): Switched {
  const { tenant } = site;
  const { seq, activate } = manifest.header;
  const before = site.live?.manifest;
  const difference =
    before && by?.base === before.header.seq
      ? deltaDifference(before.files, by)
      : fileDifference(before?.files ?? {}, manifest.files);
  const later = site.scheduled.filter((other) => other.header.seq > seq);
  const released = new Set<string>();
  const release = (version: number): void => {
    for (const { sha256 } of changeRows(store, tenant, version)) {
      if (sha256 !== null) released.add(sha256);
    }
    deletePublication(store, tenant, version);
  };
  store.transaction(() => {
    // The same files signed anew: that is no version to go back to.
    if (before?.header.root === manifest.header.root) {
      deletePublication(store, tenant, before.header.seq);
    } else if (before) {
      setPublicationState(store, tenant, before.header.seq, { state: "kept" });
      insertChanges(store, tenant, before.header.seq, reverseChanges(difference, before.files));
    }
    for (const other of site.scheduled) if (other.header.seq <= seq) release(other.header.seq);
    insertPublication(store, {
      tenant,
      seq,
      state: "live",
      header: JSON.stringify(manifest.header),
      sig: manifest.sig,
      activate: activate ?? null,
      accepted: now,
      live: now,
    });
    putLiveFiles(store, tenant, difference.set);
    dropLiveFiles(store, tenant, difference.drop);
    for (const other of later) rebaseScheduled(store, tenant, { version: other, on: manifest });
    const kept = publicationRows(store, tenant).filter((row) => row.state === "kept");
    while (kept.length > KEPT || (kept.length > 0 && changeBytes(store, tenant) > keepBytes)) {
      const oldest = kept.shift();
      if (oldest) release(oldest.seq);
    }
    markTreePaths(
      store,
      tenant,
      difference.set.map((file) => file.path),
    );
    markTreePaths(store, tenant, difference.drop);
  });
  site.live = { manifest, blobs: site.blobs, since: now };
  site.scheduled = later;
  return { difference, released };
}

/** Keeps a verified version until its `activate`, as a difference to the live one. */
export function keepScheduled(
  store: Store,
  site: TenantSite,
  { manifest, now }: { manifest: Manifest; now: number },
): void {
  const { tenant } = site;
  store.transaction(() => {
    insertPublication(store, {
      tenant,
      seq: manifest.header.seq,
      state: "scheduled",
      header: JSON.stringify(manifest.header),
      sig: manifest.sig,
      activate: manifest.header.activate ?? null,
      accepted: now,
      live: null,
    });
    const live = site.live?.manifest.files ?? {};
    const forward = changesOf(fileDifference(live, manifest.files));
    insertChanges(store, tenant, manifest.header.seq, forward);
  });
  site.scheduled = [...site.scheduled, manifest];
}

/** Forgets a scheduled version; its blobs may have lost their last name. */
export function dropScheduled(store: Store, site: TenantSite, seq: number): ReadonlySet<string> {
  const changes = changeRows(store, site.tenant, seq);
  store.transaction(() => deletePublication(store, site.tenant, seq));
  site.scheduled = site.scheduled.filter((other) => other.header.seq !== seq);
  return new Set(changes.flatMap(({ sha256 }) => sha256 ?? []));
}

function rebaseScheduled(
  store: Store,
  tenant: string,
  { version, on }: { version: Manifest; on: Manifest },
): void {
  deleteChanges(store, tenant, version.header.seq);
  const forward = changesOf(fileDifference(on.files, version.files));
  insertChanges(store, tenant, version.header.seq, forward);
}
