// The kinds of vectors/05-manifest-and-mirrors/.

import { verifyIdentityLog } from "../../../src/identity-log.ts";
import {
  applyDelta,
  type FileSet,
  isSafePath,
  type Manifest,
  parseDelta,
  parseManifest,
  rootOf,
  verifyManifest,
} from "../../../src/manifest.ts";
import { isRefusal } from "../../../src/refusal.ts";
import { type JsonValue, parseStrict } from "../../../src/strict-json.ts";
import { type Kind, kind, type Outcome, outcomeOf } from "../vector-file.ts";

async function verify(
  manifest: Manifest,
  { log, now, newerThan }: { log: string; now: number; newerThan?: number },
): Promise<Outcome> {
  const identity = await verifyIdentityLog(log);
  if (isRefusal(identity)) throw new Error(`the vector's own log: ${identity.code}`);
  const options = { identity, now, ...(newerThan === undefined ? {} : { newerThan }) };
  return outcomeOf(await verifyManifest(manifest, options), ({ header }) => ({
    seq: header.seq,
    root: header.root,
  }));
}

export const manifestKinds: Readonly<Record<string, Kind>> = {
  path: kind<{ path: string; repeat?: number }>(({ path, repeat = 1 }) =>
    isSafePath(path.repeat(repeat)) ? { ok: true } : { refusal: "manifest-path" },
  ),

  root: kind<{ files: FileSet }>(({ files }) => ({ ok: rootOf(files) })),

  manifest: kind<{ text: string; log: string; now: number; newerThan?: number }>(
    async ({ text, ...where }) => {
      const parsed = parseStrict(text);
      if (isRefusal(parsed)) return { refusal: parsed.code };
      const manifest = parseManifest(parsed.value);
      return isRefusal(manifest) ? { refusal: manifest.code } : verify(manifest, where);
    },
  ),

  delta: kind<{ base: JsonValue; delta: JsonValue; log: string; now: number }>(
    async ({ base, delta, ...where }) => {
      const parsed = parseDelta(delta);
      if (isRefusal(parsed)) return { refusal: parsed.code };
      const here = base === null ? null : parseManifest(base);
      if (isRefusal(here)) throw new Error(`the vector's own base: ${here.code}`);
      const manifest = applyDelta(here, parsed);
      return isRefusal(manifest) ? { refusal: manifest.code } : verify(manifest, where);
    },
  ),
};
