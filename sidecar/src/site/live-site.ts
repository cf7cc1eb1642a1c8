import type { FileEntry, Manifest } from "@courtyard/protocol/manifest.ts";
import type { BlobStore } from "../blob/blob-store.ts";

/** What a tenant's readers see now. Replaced as a whole when a new version goes live. */
export interface LiveSite {
  readonly manifest: Manifest;
  readonly blobs: BlobStore;
  /** When this version went live, in ms. */
  readonly since: number;
}

/** The live versions, by tenant id. */
export interface Sites {
  of(tenant: string): LiveSite | undefined;
}

/** The entry of a path in a site, or undefined. */
export function fileAt(site: LiveSite, path: string): FileEntry | undefined {
  // `files` comes from JSON: `constructor` must not find what every object has.
  return Object.hasOwn(site.manifest.files, path) ? site.manifest.files[path] : undefined;
}
