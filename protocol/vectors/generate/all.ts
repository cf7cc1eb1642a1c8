// All vector files that are generated, by their names under protocol/vectors/.

import { runVectors } from "../../tests/vectors/run-vectors.ts";
import type { VectorFile } from "../../tests/vectors/vector-file.ts";
import { deliveryDrafts } from "./delivery.ts";
import type { Draft } from "./draft.ts";
import { envelopeDrafts } from "./envelope.ts";
import { identityDrafts } from "./identity.ts";
import { linkDrafts } from "./link.ts";
import { manifestDrafts } from "./manifest.ts";
import { sealedDrafts } from "./sealed.ts";
import { signallingDrafts } from "./signalling.ts";

/** Makes all files; throws where a case that should come out well is refused. */
export async function allVectorFiles(): Promise<Record<string, VectorFile>> {
  const drafts: Record<string, Draft> = {
    ...(await identityDrafts()),
    ...(await envelopeDrafts()),
    ...(await linkDrafts()),
    ...(await deliveryDrafts()),
    ...(await manifestDrafts()),
    ...(await sealedDrafts()),
    ...(await signallingDrafts()),
  };
  const files: Record<string, VectorFile> = {};
  for (const [name, draft] of Object.entries(drafts)) files[name] = await settle(name, draft);
  return files;
}

/** Fills in the values of golden cases by running them once. Refusals are always stated by hand. */
async function settle(name: string, { about, kind, cases }: Draft): Promise<VectorFile> {
  const settled: VectorFile["cases"][number][] = [];
  for (const draft of cases) {
    if (draft.want !== "golden") {
      settled.push({ ...draft, want: draft.want });
      continue;
    }
    const probe = { ...draft, want: { ok: null } };
    const [result] = await runVectors({ [name]: { about, kind, cases: [probe] } });
    if (result === undefined || typeof result.got === "string" || "refusal" in result.got) {
      throw new Error(`${name}: ${draft.name}: ${JSON.stringify(result?.got)}`);
    }
    settled.push({ ...draft, want: result.got });
  }
  return { about, kind, cases: settled };
}
