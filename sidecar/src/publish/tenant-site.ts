import type {
  FileEntry,
  FileLedger,
  Manifest,
  ManifestDelta,
  ManifestHeader,
} from "@courtyard/protocol/manifest.ts";
import { type BlobStore, openBlobStore } from "../blob/blob-store.ts";
import type { LiveSite } from "../site/live-site.ts";
import type { Store } from "../store/open-store.ts";
import {
  changeRows,
  liveFileRows,
  type PublicationRow,
  publicationRows,
} from "../store/publication.ts";
import { applyChanges } from "./file-difference.ts";

/** Everything of one tenant's site that publishing holds in memory. */
export interface TenantSite {
  readonly tenant: string;
  /** The tenant's folder: `blobs/`, `tmp/` and `public/` are in it. */
  readonly dir: string;
  readonly blobs: BlobStore;
  /** Whether blobs of the live version were gone when it was loaded: somebody removed them. */
  readonly lacks: boolean;
  live: LiveSite | undefined;
  /** Of the live version's files; made when the first delta on it comes. */
  ledger: FileLedger | undefined;
  /** Signed versions that wait for their hour, by rising seq. All are newer than the live one. */
  scheduled: readonly Manifest[];
  /** The verified version whose blobs are being uploaded. In memory only: it is sent again anyway. */
  waiting: Waiting | undefined;
}

export interface Waiting {
  readonly manifest: Manifest;
  /** The verified delta that made it. */
  readonly by: ManifestDelta;
  /** Hash and size of what it names and was not here. */
  readonly needed: ReadonlyMap<string, number>;
  /** All hashes it names, made when somebody asks. */
  named?: ReadonlySet<string>;
}

/** Reads a tenant's site from the store and its folder. */
export function loadTenantSite(
  store: Store,
  { tenant, dir }: { tenant: string; dir: string },
): TenantSite {
  const rows = publicationRows(store, tenant);
  const blobs = openBlobStore(dir);
  const liveRow = rows.find((row) => row.state === "live");
  const files: Record<string, FileEntry> = {};
  for (const { path, sha256, size, type } of liveFileRows(store, tenant)) {
    files[path] = { sha256, size, type };
  }
  return {
    tenant,
    dir,
    blobs,
    lacks: Object.values(files).some(({ sha256 }) => !blobs.has(sha256)),
    live: liveRow && {
      manifest: manifestOf(liveRow, files),
      blobs,
      since: liveRow.live ?? liveRow.accepted,
    },
    ledger: undefined,
    scheduled: rows
      .filter((row) => row.state === "scheduled")
      .map((row) => manifestOf(row, applyChanges(files, changeRows(store, tenant, row.seq)))),
    waiting: undefined,
  };
}

/**
 * A former version that is kept, with its files; undefined when none has this seq. Each kept version
 * stands in the store as a difference to the one after it.
 */
export function keptVersion(
  store: Store,
  { tenant, live }: TenantSite,
  seq: number,
): Manifest | undefined {
  const rows = publicationRows(store, tenant).filter((row) => row.state === "kept");
  const wanted = rows.find((row) => row.seq === seq);
  if (!wanted || !live) return undefined;
  let files: Readonly<Record<string, FileEntry>> = live.manifest.files;
  for (const row of rows.reverse()) {
    if (row.seq < seq) break;
    files = applyChanges(files, changeRows(store, tenant, row.seq));
  }
  return manifestOf(wanted, files);
}

/** The signed headers of the live version and of those that are kept, the newest first. */
export function formerHeaders(
  store: Store,
  { tenant }: Pick<TenantSite, "tenant">,
): { header: ManifestHeader; sig: string; live: number }[] {
  return publicationRows(store, tenant)
    .filter((row) => row.state !== "scheduled")
    .reverse()
    .map(({ header, sig, live, accepted }) => ({
      header: JSON.parse(header) as ManifestHeader,
      sig,
      live: live ?? accepted,
    }));
}

/** The highest seq that was ever accepted; 0 before the first. */
export function newestSeq(site: TenantSite): number {
  return site.scheduled.at(-1)?.header.seq ?? site.live?.manifest.header.seq ?? 0;
}

function manifestOf(row: PublicationRow, files: Readonly<Record<string, FileEntry>>): Manifest {
  // The header was verified before it was stored, and only we write the store.
  return { header: JSON.parse(row.header) as ManifestHeader, files, sig: row.sig };
}
