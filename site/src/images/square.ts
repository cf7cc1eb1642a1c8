// Pictures that stand for a site elsewhere: its icon in a browser's tab, on a phone and in a feed
// reader, and the artwork of its podcast. Both are squares, in the sizes that those who show them ask for.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { PictureFile, ReadyPicture, SquareForm } from "./picture.ts";

/** Part of every cache key: raise it when the recipe changes. */
export const SQUARE_RECIPE = "1";

/** A tab, a tab at two device pixels, RSS (144 at most), a phone's home screen, whoever wants more. */
const ICON_WIDTHS = [32, 64, 144, 180, 512] as const;
/** Apple takes artwork from 1400 to 3000 pixels; https://podcasters.apple.com/support/896-artwork-requirements. */
export const ARTWORK = { least: 1400, most: 3000 } as const;
/** sharp refuses larger ones: a small file can claim a picture that fills the memory. */
const PIXELS = 100_000_000;
const PAPER = "#ffffff";

/**
 * Encodes the bytes into `folder`, cut to the square in the middle; `width` and `height` of what comes
 * back are the square's in the original. Throws what sharp throws when the bytes are no picture.
 */
export async function encodeSquare(
  bytes: Uint8Array,
  { key, name, folder, form }: { key: string; name: string; folder: string; form: SquareForm },
): Promise<ReadyPicture> {
  const image = sharp(bytes, { limitInputPixels: PIXELS, failOn: "error" });
  const meta = await image.metadata();
  const { width, height } = meta.autoOrient;
  const side = Math.min(width, height);
  const files: PictureFile[] = [];
  // A drawing has no size of its own: it is drawn at the one that is wanted.
  const isDrawing = meta.format === "svg";
  const whole = isDrawing ? ARTWORK.most : Math.min(ARTWORK.most, Math.max(ARTWORK.least, side));
  const widths = form === "icon" ? ICON_WIDTHS : [whole];
  const extension = form === "icon" ? "png" : "jpg";
  const type = form === "icon" ? "image/png" : "image/jpeg";
  for (const wide of widths) {
    const density = isDrawing ? Math.min(2400, Math.ceil((72 * wide) / side) + 1) : undefined;
    const source = sharp(bytes, { limitInputPixels: PIXELS, ...(density ? { density } : {}) });
    const square = source.autoOrient().resize({ width: wide, height: wide, fit: "cover" });
    // A phone shows what one sees through as black; JPEG has no such thing.
    const opaque = form === "artwork" || wide === 180;
    const ground = opaque ? square.flatten({ background: PAPER }) : square;
    const encoded =
      form === "icon"
        ? ground.png({ compressionLevel: 9 })
        : ground.toColourspace("srgb").jpeg({ quality: 85, mozjpeg: true });
    const cached = `${wide}.${extension}`;
    await writeFile(join(folder, cached), await encoded.toBuffer());
    const path = `_image/${name}-${form}-${key.slice(0, 12)}-${wide}.${extension}`;
    files.push({ path, cached, type, width: wide });
  }
  const known = isDrawing ? whole : side;
  return { key, width: known, height: known, groups: [{ type, files }] };
}
