// Caches are keyed by the very code that fills them: a version number would one day be forgotten.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

const require = createRequire(import.meta.url);

/** Hash of every file below `folders`, and of the versions of `packages`: 24 hex digits. */
export function sourceDigest({
  folders,
  packages,
}: {
  folders: readonly string[];
  packages: readonly string[];
}): string {
  const digest = createHash("sha256");
  for (const name of packages) {
    const { version } = require(`${name}/package.json`) as { version: string };
    digest.update(`${name} ${version}\n`);
  }
  for (const folder of folders) {
    for (const file of filesBelow(folder)) {
      digest.update(`${relative(folder, file)}\n`).update(readFileSync(file));
    }
    digest.update("\0");
  }
  return digest.digest("hex").slice(0, 24);
}

/** A folder that is not there, such as a site's overrides, has no files. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}
