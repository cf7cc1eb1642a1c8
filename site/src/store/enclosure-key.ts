// The recordings that belong to a post: episodes of a podcast, films. `enclosure` of a head names them
// in any of the shapes that other programs write.

import { z } from "zod";
import { recordingType } from "../images/media-file.ts";
import type { ImageReference } from "./image-reference.ts";
import { decodePath, isLocal } from "./reference.ts";

const words = z.string().trim().min(1).max(2000);
const one = z.union([
  words,
  z.looseObject({
    src: words.optional(),
    type: words.optional(),
    length: z.union([z.int().min(0), z.string().regex(/^\d{1,15}$/)]).optional(),
    duration: z.union([z.number().min(0), z.string().regex(/^\d+(:[0-5]?\d){0,2}$/)]).optional(),
    title: words.optional(),
  }),
]);

/** What `enclosure` may hold. */
export const enclosureRule = z.union([one, z.array(one)]);

/** A recording as the writer names it. */
export interface EnclosureReference extends Pick<ImageReference, "src" | "folder" | "line"> {
  /** A media type; of a local file, its ending's. Absent when neither writer nor ending tells. */
  readonly type?: string;
  /** Of a remote file, as the writer says; a local one is measured. */
  readonly bytes?: number;
  readonly seconds?: number;
  readonly title?: string;
}

const PLACES = ["src", "url", "file", "path", "audio", "video"] as const;
const TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/** The recordings of a checked value; undefined when one of them names no file. */
export function readEnclosures(
  value: z.infer<typeof enclosureRule>,
): readonly Omit<EnclosureReference, "folder" | "line">[] | undefined {
  const found: Omit<EnclosureReference, "folder" | "line">[] = [];
  for (const given of Array.isArray(value) ? value : [value]) {
    const { src, type, length, duration, title } =
      typeof given === "string" ? lines(given) : parts(given);
    if (src === undefined) return undefined;
    const local = isLocal(src);
    const known = recordingType(src);
    const own = type !== undefined && TYPE.test(type) ? type : undefined;
    const kind = local && known === undefined ? undefined : (own ?? known);
    const seconds = secondsOf(duration);
    found.push({
      src: local ? decodePath(src) : src,
      ...(kind === undefined ? {} : { type: kind }),
      ...(local || length === undefined ? {} : { bytes: Number(length) }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(title === undefined ? {} : { title }),
    });
  }
  return found;
}

interface Said {
  readonly src: string | undefined;
  readonly type?: string | undefined;
  readonly length?: number | string | undefined;
  readonly duration?: number | string | undefined;
  readonly title?: string | undefined;
}

function parts(given: Exclude<z.infer<typeof one>, string>): Said {
  const src = PLACES.map((key) => given[key]).find(
    (place): place is string => typeof place === "string" && place.trim() !== "",
  );
  return { ...given, src: src?.trim() };
}

/** A path or an address; WordPress writes address, length and type below each other. */
function lines(given: string): Said {
  const [src, length, type] = given.split(/\r?\n/).map((line) => line.trim());
  return { src, type, length: /^\d{1,15}$/.test(length ?? "") ? length : undefined };
}

/** `90`, `12:34`, `1:02:03`. */
function secondsOf(duration: Said["duration"]): number | undefined {
  if (duration === undefined) return undefined;
  return Math.round(
    String(duration)
      .split(":")
      .reduce((seconds, part) => seconds * 60 + Number(part), 0),
  );
}
