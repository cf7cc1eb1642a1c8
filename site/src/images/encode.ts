// One original into the files that pages use. EXIF (where a photo was taken, with which camera)
// stays behind: sharp writes no metadata unless asked.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { PictureFile, ReadyPicture } from "./picture.ts";
import { toneOf } from "./tone.ts";

/** Part of every cache key: raise it when the recipe changes. */
export const RECIPE = "2";

/** Column width at one, two and three device pixels, near enough. */
const WIDTHS = [480, 800, 1344, 2016];
/** sharp refuses larger ones: a small file can claim a picture that fills the memory. */
const PIXELS = 100_000_000;

const FORMATS = {
  avif: { type: "image/avif", options: { quality: 55, effort: 3 } },
  webp: { type: "image/webp", options: { quality: 78, effort: 4 } },
  jpeg: { type: "image/jpeg", options: { quality: 80, mozjpeg: true } },
  png: { type: "image/png", options: { compressionLevel: 9, palette: false } },
} as const;

/**
 * Encodes the bytes into `folder` and tells what became of them; `name` begins the published file
 * names. Throws what sharp throws when the bytes are no picture.
 */
export async function encodePicture(
  bytes: Uint8Array,
  { key, name, folder }: { key: string; name: string; folder: string },
): Promise<ReadyPicture> {
  const published = (suffix: string) => `_image/${name}-${key.slice(0, 12)}${suffix}`;
  const image = sharp(bytes, { limitInputPixels: PIXELS, failOn: "error" });
  const meta = await image.metadata();
  // A drawing is small and sharp at every width; a moving picture would lose its frames.
  const whole = wholeFile(meta.format, meta.pages ?? 1);
  if (whole) {
    const cached = `full.${whole.extension}`;
    await writeFile(join(folder, cached), bytes);
    const { width = 1, height = 1 } = meta;
    const frame = whole.extension === "svg" ? height : (meta.pageHeight ?? height);
    const file = { path: published(`.${whole.extension}`), cached, type: whole.type, width };
    return { key, width, height: frame, groups: [{ type: whole.type, files: [file] }] };
  }
  const { width, height } = meta.autoOrient;
  const widest = Math.min(width, WIDTHS.at(-1) ?? width);
  const widths = [...WIDTHS.filter((w) => w < widest), widest];
  const fallback = meta.hasAlpha || meta.format === "png" ? "png" : "jpeg";
  const groups: { type: string; files: PictureFile[] }[] = [];
  for (const format of ["avif", "webp", fallback] as const) {
    const { type, options } = FORMATS[format];
    const files: PictureFile[] = [];
    // One modest size is enough for the few readers whose browser knows neither AVIF nor WebP.
    const wanted = format === fallback ? [widths.find((w) => w >= 800) ?? widest] : widths;
    for (const w of wanted) {
      const cached = `${w}.${format}`;
      const resized = image.clone().autoOrient().resize({ width: w }).toFormat(format, options);
      await resized.toFile(join(folder, cached));
      files.push({ path: published(`-${w}.${format}`), cached, type, width: w });
    }
    groups.push({ type, files });
  }
  const shownHeight = Math.round((height * widest) / width);
  // Behind a picture with holes the colour would stay.
  const tone = meta.hasAlpha && !(await image.stats()).isOpaque ? undefined : await toneOf(image);
  const ready = { key, width: widest, height: shownHeight, groups };
  return tone === undefined ? ready : { ...ready, tone };
}

function wholeFile(format: string | undefined, pages: number) {
  if (format === "svg") return { extension: "svg", type: "image/svg+xml" };
  if (format === "gif") return { extension: "gif", type: "image/gif" };
  if (format === "webp" && pages > 1) return { extension: "webp", type: "image/webp" };
  return undefined;
}
