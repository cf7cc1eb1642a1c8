// The fonts that a title needs, unpacked when it is drawn.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Face, Font, Blob as FontBlob, Variation } from "harfbuzzjs";
import { decompress } from "wawoff2";
import { type Family, type FontPart, folderOf } from "./font-part.ts";

export interface SizedFont {
  readonly font: Font;
  /** Units of the font in one em. */
  readonly upem: number;
}

/** Unpacked parts in memory, of some 200 kB each: what is common is always among them. */
const KEPT = 48;
const fonts = new Map<string, Promise<SizedFont>>();

/** A part at a weight between 200 and 900. */
export function loadFont({ family, part }: FontPart, weight: number): Promise<SizedFont> {
  const key = `${family} ${part} ${weight}`;
  const known = fonts.get(key);
  const font = known ?? unpack(family, part, weight);
  fonts.delete(key);
  fonts.set(key, font);
  const [oldest] = fonts.keys();
  if (fonts.size > KEPT && oldest !== undefined) fonts.delete(oldest);
  return font;
}

async function unpack(family: Family, part: string, weight: number): Promise<SizedFont> {
  const name = `noto-serif-${family}-${part}-wght-normal.woff2`;
  const bytes = await decompress(await readFile(join(folderOf(family), "files", name)));
  // A copy of its own: the unpacked bytes lie in the decompressor's memory.
  const face = new Face(new FontBlob(new Uint8Array(bytes).buffer));
  const font = new Font(face);
  font.setVariations([new Variation("wght", weight)]);
  return { font, upem: face.upem };
}
