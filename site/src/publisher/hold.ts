// After going back to a former version, nothing is published until the writer saves something: also a
// publisher that starts anew keeps to it.

import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { listContent } from "../store/content-files.ts";
import { openStateFile } from "./state-file.ts";

const settled = z.object({
  /** The version that was gone back to, and the one that made it live again. */
  to: z.int(),
  seq: z.int(),
  /** The folder as it was then; empty when it was away. */
  folder: z.string(),
});
const held = z.union([
  /** Nobody knows whether it is live: what would be, by its root (spec 05), and what holds if not. */
  z.strictObject({
    ...{ to: z.int(), folder: z.string(), root: z.string(), before: settled.optional() },
  }),
  settled,
]);

export interface Hold {
  /** The version that was gone back to, while nothing is to be sent. */
  readonly to: number | undefined;
  /** Whether nobody knows yet if going back came to pass: a crash or a lost answer was in between. */
  readonly isDoubtful: boolean;
  /** Notes, before the order is sent, that the version `to` with this root is to be live again. */
  intend(version: { to: number; root: string }): Promise<void>;
  /** It is: from now on nothing is sent until a file changes. */
  begin(version: { to: number; seq: number }): Promise<void>;
  /** Ends a doubt by what is live, or by knowing that the order was refused; what held before it holds again then. */
  settle(live: { root: string; seq: number } | undefined): void;
  /** Whether a file changed since; the hold is over then. */
  look(): Promise<void>;
  release(): void;
}

/** Opens the hold that `path` tells of, on the folder `contentDir`. */
export function openHold(path: string, { contentDir }: { contentDir: string }): Hold {
  const file = openStateFile(path, held, { durable: true });
  const stamp = async () => (await stampOf(contentDir)) ?? "";
  return {
    get to() {
      return file.value?.to;
    },
    get isDoubtful() {
      return file.value !== undefined && "root" in file.value;
    },
    async intend({ to, root }) {
      const { value } = file;
      const before = value && "root" in value ? value.before : value;
      file.put({ to, folder: await stamp(), root, before });
    },
    async begin({ to, seq }) {
      const { value } = file;
      // What was saved since the order was given is news.
      file.put({ to, seq, folder: value && "root" in value ? value.folder : await stamp() });
    },
    settle(live) {
      const { value } = file;
      if (!value || !("root" in value)) return;
      const { to, folder, root, before } = value;
      file.put(live?.root === root ? { to, seq: live.seq, folder } : before);
    },
    async look() {
      const { value } = file;
      if (!value || "root" in value) return;
      const folder = await stampOf(contentDir);
      if (folder === undefined || folder === value.folder) return;
      file.put(value.folder === "" ? { ...value, folder } : undefined);
    },
    release: () => file.put(undefined),
  };
}

/**
 * Names, sizes and times of change of everything in the folder; undefined when it is away, or the
 * empty place where its disk was: that is nobody's change.
 */
async function stampOf(contentDir: string): Promise<string | undefined> {
  const digest = [];
  const paths = await listContent(contentDir).catch(() => []);
  if (paths.length === 0) return undefined;
  for (const path of paths) {
    const { size = 0, mtimeMs = 0 } = (await stat(join(contentDir, path)).catch(() => null)) ?? {};
    digest.push(`${path}\n${size} ${mtimeMs}\n`);
  }
  return hash("sha256", digest.join(""), "base64url");
}
