// From files to a live site: signs a manifest of the output, sends what changed, uploads what the
// sidecar lacks, and knows what is live. Over 300 lines: sending, planning and going back share one
// count of versions and one view of what is live, and no second file may have another.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { toBase64url } from "@courtyard/protocol/bytes.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import {
  createFileLedger,
  type FileEntry,
  type FileLedger,
  type FileSummary,
  type ManifestDelta,
  type ManifestHeader,
  manifestBytes,
} from "@courtyard/protocol/manifest.ts";
import type { Ahead } from "./ahead-output.ts";
import { type FormerVersion, formerVersions } from "./former-versions.ts";
import type { PublisherKey } from "./key-file.ts";
import { openLiveManifest } from "./live-manifest.ts";
import type { Output, OutputFile } from "./output.ts";
import type { PublishAnswer, SidecarClient } from "./sidecar-client.ts";
import { type BlobFile, uploadBlobs } from "./upload-blobs.ts";

/** How sending ended. `away` keeps everything for another try. */
export type Sent =
  | { readonly kind: "live"; readonly seq: number; readonly uploaded: number }
  /** Nothing to send; `tookOver`: since what is live by other ways than ours is the same. */
  | { readonly kind: "unchanged"; readonly seq: number; readonly tookOver: boolean }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string }
  | { readonly kind: "away"; readonly reason: string };

/** How going back ended. */
export type WentBack =
  | {
      readonly kind: "live";
      readonly seq: number;
      readonly to: FormerVersion;
      readonly changed: number;
    }
  /** No such version is kept. */
  | { readonly kind: "unknown" }
  | Extract<Sent, { kind: "refused" | "away" }>;

export interface Publication {
  /**
   * Sends the output as it is now. `anew`: also when nothing differs, which ends the waiting of all
   * versions that were scheduled. Nothing of this is to be called again before it is done.
   */
  send(options?: { anew?: boolean }): Promise<Sent>;
  /** Hands over what the site is from `at` on. Only when what is live is what the output has. */
  schedule(at: number, ahead: Ahead): Promise<Sent>;
  /** The hash over all files that `ahead` would make. */
  rootAhead(ahead: Ahead): string;
  /**
   * Makes a former version live again: `to`, or the one before what is live (or before `from`).
   * `intend` is done before the order is given; `away` leaves open whether it was carried out.
   */
  goBack(options: {
    to?: number | undefined;
    from?: number | undefined;
    intend: (wanted: ManifestHeader) => Promise<void>;
  }): Promise<WentBack>;
  /** Header of what is live there now; undefined when it cannot be asked, or there is none. */
  present(): Promise<ManifestHeader | undefined>;
  /** Former versions that can be gone back to, the newest first; undefined when it cannot be asked. */
  former(): Promise<readonly FormerVersion[] | undefined>;
  /** Something else may have gone live by itself: asks before the next sending. */
  doubt(): void;
  /** The version that is live, as far as is known; 0 for none. */
  readonly seq: number;
  /** And its files. */
  readonly files: ReadonlyMap<string, FileEntry>;
}

/** Answers of the kind "something else is here" that are followed before giving up. */
const TRIES = 4;

/** Opens the publication whose last live manifest is `dir/manifest.json`. */
export function openPublication({
  dir,
  output,
  key,
  client,
  clock,
  newest = () => 0,
  onUpload = () => undefined,
}: {
  dir: string;
  output: Output;
  key: PublisherKey;
  client: SidecarClient;
  clock: () => number;
  /** The highest number that was given to a version that waits. */
  newest?: () => number;
  onUpload?: (done: number, of: number) => void;
}): Publication {
  const id = key.kid.split("#")[0] ?? "";
  const live = openLiveManifest(join(dir, "manifest.json"), { id });
  const versions = formerVersions(client, { id });
  let ledger: FileLedger | undefined;
  let isDoubtful = false;
  /** Paths whose file is, or may be, another than in the live version. */
  const pending = new Set<string>();

  /** Takes over what was written and dropped since the last call. */
  function takeChanges(): FileLedger {
    const touched = output.takeTouched();
    if (!ledger) {
      ledger = createFileLedger([...output.files].map(([path, file]) => [path, entryOf(file)]));
      compareAll(ledger);
      return ledger;
    }
    for (const path of touched) {
      const file = output.files.get(path);
      ledger.put(path, file && entryOf(file));
      if (isSame(live.files.get(path), ledger.files.get(path))) pending.delete(path);
      else pending.add(path);
    }
    return ledger;
  }

  function compareAll({ files }: FileLedger): void {
    pending.clear();
    for (const [path, file] of files) if (!isSame(live.files.get(path), file)) pending.add(path);
    for (const path of live.files.keys()) if (!files.has(path)) pending.add(path);
  }

  /** Looks what is live there, when it is something of ours that we do not know yet. */
  async function takeOver(): Promise<boolean> {
    const manifest = await versions.present();
    if (!manifest || manifest.header.seq <= (live.header?.seq ?? 0)) return false;
    live.adopt(manifest);
    if (ledger) compareAll(ledger);
    return true;
  }

  async function sign(
    seq: number,
    { root, count, bytes, activate }: FileSummary & { activate?: number },
  ): Promise<{ header: ManifestHeader; sig: string }> {
    const created = clock();
    const header: ManifestHeader = {
      ...{ v: 1, id, kid: key.kid, seq, created },
      expires: Math.max(created, activate ?? 0) + LIMITS.manifestLife,
      ...(activate === undefined ? {} : { activate }),
      ...{ root, count, bytes },
    };
    return { header, sig: toBase64url(await key.signer.sign(manifestBytes(header))) };
  }

  function nextSeq(): number {
    return Math.max(live.header?.seq ?? 0, newest()) + 1;
  }

  async function send({ anew = false } = {}): Promise<Sent> {
    const tookOver = isDoubtful && (await takeOver());
    isDoubtful = false;
    const files = takeChanges();
    if (live.header && pending.size === 0 && !anew && !needsRenewal(live.header, clock())) {
      return { kind: "unchanged", seq: live.header.seq, tookOver };
    }
    const summary = files.summary(sha256);
    let whole = live.header === undefined;
    let seq = nextSeq();
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const signed = await sign(seq, summary);
      const delta = whole ? wholeDelta(signed, files) : changesDelta(signed, files);
      const { answer, uploaded } = await deliver(delta, blobs);
      if (answer.kind === "live" || answer.kind === "scheduled") {
        live.went(delta);
        pending.clear();
        return { kind: "live", seq, uploaded };
      }
      if (answer.kind === "base") {
        // Another device of ours published, or the sidecar was set up anew.
        whole = !(await takeOver());
        seq = Math.max(nextSeq(), answer.have + 1, seq + 1);
        if (!whole && pending.size === 0 && !anew && live.header) {
          return { kind: "unchanged", seq: live.header.seq, tookOver: true };
        }
      } else if (answer.kind !== "waiting") return answer;
    }
    return { kind: "away", reason: "it keeps changing its mind about what it has" };
  }

  function wholeDelta(signed: Signed, { files }: FileLedger): ManifestDelta {
    return { ...signed, base: 0, set: Object.fromEntries(files), drop: [] };
  }

  /** What turns the live version into `files`. */
  function changesDelta(signed: Signed, { files }: FileLedger): ManifestDelta {
    return { ...signed, ...changesAt(pending, (path) => files.get(path)) };
  }

  function changesAt(
    paths: Iterable<string>,
    at: (path: string) => FileEntry | undefined,
  ): Pick<ManifestDelta, "base" | "set" | "drop"> {
    const set: Record<string, FileEntry> = Object.create(null);
    const drop: string[] = [];
    for (const path of paths) {
      const file = at(path);
      if (file) set[path] = file;
      else if (live.files.has(path)) drop.push(path);
    }
    return { base: live.header?.seq ?? 0, set, drop };
  }

  /** Delta, missing blobs, and the same delta again: then it is live. */
  async function deliver(
    delta: ManifestDelta,
    find: (wanted: ReadonlySet<string>) => Map<string, BlobFile>,
  ): Promise<{ answer: PublishAnswer; uploaded: number }> {
    const answer = await client.publish(delta);
    if (answer.kind !== "waiting") return { answer, uploaded: 0 };
    const trouble = await uploadBlobs(client, find(new Set(answer.need)), onUpload);
    if (trouble) return { answer: trouble, uploaded: 0 };
    return { answer: await client.publish(delta), uploaded: answer.need.length };
  }

  /** Where the wanted bytes lie among the rendered files. */
  function blobs(wanted: ReadonlySet<string>): Map<string, BlobFile> {
    const found = new Map<string, BlobFile>();
    for (const [file, { sha256, size }] of output.files) {
      if (wanted.has(sha256)) found.set(sha256, { path: output.path(file), size });
    }
    return found;
  }

  function summaryAhead({ files, changed }: Ahead): FileSummary {
    const at = (path: string): FileEntry | undefined => {
      const file = files.get(path);
      return file && entryOf(file);
    };
    return takeChanges().summaryWith(
      [...changed].map((path) => [path, at(path)]),
      sha256,
    );
  }

  async function schedule(at: number, ahead: Ahead): Promise<Sent> {
    const seq = nextSeq();
    const signed = await sign(seq, { ...summaryAhead(ahead), activate: at });
    const changes = changesAt(ahead.changed, (path) => {
      const file = ahead.files.get(path);
      return file && entryOf(file);
    });
    const { answer, uploaded } = await deliver({ ...signed, ...changes }, (wanted) => {
      const found = blobs(wanted);
      for (const { sha256, size } of ahead.files.values()) {
        const path = wanted.has(sha256) ? ahead.paths.get(sha256) : undefined;
        if (path !== undefined) found.set(sha256, { path, size });
      }
      return found;
    });
    if (answer.kind === "live" || answer.kind === "scheduled")
      return { kind: "live", seq, uploaded };
    if (answer.kind === "refused" || answer.kind === "away") return answer;
    return { kind: "away", reason: "something else went live meanwhile" };
  }

  async function goBack({
    to,
    from,
    intend,
  }: Parameters<Publication["goBack"]>[0]): Promise<WentBack> {
    const known = await versions.list();
    const [present] = known ?? [];
    if (!known || !present) return { kind: "away", reason: "it does not tell its versions" };
    const other = known.filter(({ header }) => header.root !== present.header.root);
    const wanted = other.find(({ header }) =>
      to === undefined ? header.seq < (from ?? present.header.seq) : header.seq === to,
    );
    if (!wanted) return { kind: "unknown" };
    await intend(wanted.header);
    let seq = Math.max(nextSeq(), present.header.seq + 1);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const signed = await sign(seq, wanted.header);
      const delta = { ...signed, base: wanted.header.seq, set: {}, drop: [] };
      const answer = await client.publish(delta);
      if (answer.kind === "live") {
        const before = live.files;
        await takeOver();
        return { kind: "live", seq, to: wanted, changed: differences(before, live.files) };
      }
      if (answer.kind === "refused" || answer.kind === "away") return answer;
      if (answer.kind === "base") seq = Math.max(seq, answer.have) + 1;
    }
    return { kind: "away", reason: "it keeps changing its mind about what it has" };
  }

  return {
    send,
    schedule,
    rootAhead: (ahead) => summaryAhead(ahead).root,
    goBack,
    present: async () => (await versions.present())?.header,
    async former() {
      const known = await versions.list();
      const root = known?.[0]?.header.root;
      return known?.filter(({ header }) => header.root !== root);
    },
    doubt() {
      isDoubtful = true;
    },
    get seq() {
      return live.header?.seq ?? 0;
    },
    get files() {
      return live.files;
    },
  };
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

type Signed = Pick<ManifestDelta, "header" | "sig">;

function entryOf({ sha256, size, type }: OutputFile): FileEntry {
  return { sha256, size, type };
}

function isSame(a: FileEntry | undefined, b: FileEntry | undefined): boolean {
  return a?.sha256 === b?.sha256 && a?.size === b?.size && a?.type === b?.type;
}

/** How many files two versions do not share. */
function differences(a: ReadonlyMap<string, FileEntry>, b: ReadonlyMap<string, FileEntry>): number {
  let count = 0;
  for (const [path, file] of a) if (!isSame(file, b.get(path))) count += 1;
  for (const path of b.keys()) if (!a.has(path)) count += 1;
  return count;
}

/** Half its life before a manifest expires, it is signed anew though nothing changed. */
function needsRenewal({ expires }: ManifestHeader, now: number): boolean {
  return expires - now < LIMITS.manifestLife / 2;
}
