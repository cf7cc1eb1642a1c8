// Writes the vector files: `node protocol/vectors/generate.ts`. All keys, nonces and times are fixed, so
// the same code writes the same bytes, and a test fails where a file differs from what this makes. A
// vector of a frozen release is never edited: a change of the protocol makes new files beside the old.
// `02-envelope/signatures.json` is a selection of known vectors of others and is not made here.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { allVectorFiles } from "./generate/all.ts";

for (const [name, file] of Object.entries(await allVectorFiles())) {
  const path = fileURLToPath(new URL(name, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  console.log(`${name}: ${file.cases.length} cases`);
}
