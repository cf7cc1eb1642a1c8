// Every picture that the entries name, made ready before a page is rendered, a few at a time.

import { join } from "node:path";
import type { ImageStore, Ingested } from "../images/image-store.ts";
import type { ReadyPicture } from "../images/picture.ts";
import { picturePaths } from "./content.ts";
import type { Entry } from "./entry.ts";
import type { ImageReference } from "./image-reference.ts";
import { type Problem, placeIn } from "./problem.ts";

/** Encoding is bound by cores, and sharp uses several for one picture. */
const AT_ONCE = 2;

/** Resolves the references of `entries` and the author's photo; what is missing is a warning. */
export async function ingestPictures(
  entries: readonly Entry[],
  options: {
    contentDir: string;
    folder: string;
    photo: string | undefined;
    images: ImageStore;
    signal: AbortSignal | undefined;
  },
): Promise<{ pictures: Map<string, ReadyPicture>; problems: Problem[] }> {
  const pictures = new Map<string, ReadyPicture>();
  const problems: Problem[] = [];
  const work = references(entries, options);
  const one = async ({ reference, file }: Wanted): Promise<void> => {
    const { path, result } = await find(reference, options);
    if (result.ok) {
      pictures.set(path, result.picture);
      return;
    }
    const values = { image: reference.src, reason: result.reason };
    const at = { line: reference.line, column: 1 };
    problems.push(placeIn(file, "").problem(result.missing ? "W201" : "W203", at, values));
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = work.pop(); next; next = work.pop()) {
        options.signal?.throwIfAborted();
        await one(next);
      }
    }),
  );
  return { pictures, problems };
}

interface Wanted {
  readonly reference: ImageReference;
  readonly file: string;
}

function references(
  entries: readonly Entry[],
  { folder, photo }: { folder: string; photo: string | undefined },
): Wanted[] {
  const wanted: Wanted[] = [];
  for (const entry of entries) {
    const file = `${folder}/${entry.file}`;
    for (const reference of entry.images) wanted.push({ reference, file });
    if (entry.cover) wanted.push({ reference: entry.cover, file });
  }
  if (photo) {
    const reference = { src: photo, alt: "", folder: "", line: 1 };
    wanted.push({ reference, file: `${folder}/site.yaml` });
  }
  return wanted.reverse();
}

async function find(
  reference: ImageReference,
  { contentDir, images }: { contentDir: string; images: ImageStore },
): Promise<{ path: string; result: Ingested }> {
  let last: Ingested = { ok: false, missing: true, reason: "" };
  for (const path of picturePaths(reference)) {
    last = await images.ingest(join(contentDir, path));
    if (last.ok || !last.missing) return { path, result: last };
  }
  return { path: "", result: last };
}
