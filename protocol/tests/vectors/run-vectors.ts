// Runs vector files through the code, on any platform.

import { deliveryKinds } from "./kinds/delivery.ts";
import { envelopeKinds } from "./kinds/envelope.ts";
import { identityKinds } from "./kinds/identity.ts";
import { linkKinds } from "./kinds/link.ts";
import { manifestKinds } from "./kinds/manifest.ts";
import { sealedKinds } from "./kinds/sealed.ts";
import { type Kind, type Outcome, sameOutcome, type VectorFile } from "./vector-file.ts";

const kinds: Readonly<Record<string, Kind>> = {
  ...identityKinds,
  ...envelopeKinds,
  ...linkKinds,
  ...deliveryKinds,
  ...manifestKinds,
  ...sealedKinds,
};

/** How one case went; `got` is an error's text where the code threw, which no vector wants. */
export interface Result {
  readonly file: string;
  readonly name: string;
  readonly ok: boolean;
  readonly want: Outcome;
  readonly got: Outcome | string;
}

/** Runs all cases of all files, by their names. Throws for a kind that is not known. */
export async function runVectors(files: Readonly<Record<string, VectorFile>>): Promise<Result[]> {
  const results: Result[] = [];
  for (const [file, { kind, cases }] of Object.entries(files)) {
    const run = kinds[kind];
    if (run === undefined) throw new Error(`${file}: no kind ${kind}`);
    for (const { name, input, want } of cases) {
      const got = await Promise.resolve(input)
        .then(run)
        .catch((error: unknown) => `threw ${String(error)}`);
      const ok = typeof got !== "string" && sameOutcome(got, want);
      results.push({ file, name, ok, want, got });
    }
  }
  return results;
}
