// Caches are keyed by the very code that fills them: a version number would one day be forgotten.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { join, relative } from "node:path";
import { z } from "zod";

const packageFile = z.object({ version: z.string() });

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
    // Not every package lets its own package.json be imported.
    const file = findPackageJSON(name, import.meta.url);
    if (file === undefined) throw new Error(`The package ${name} is not installed.`);
    const { version } = packageFile.parse(JSON.parse(readFileSync(file, "utf8")));
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
