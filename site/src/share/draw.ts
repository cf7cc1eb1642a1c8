// A drawing as a picture: paper, ink and a line of moss, as the default theme is by day.

import sharp from "sharp";
import { DRAWING_HEIGHT, DRAWING_WIDTH, type Drawing } from "./drawing.ts";
import { type Line, lineSvg, setLines, shapeText } from "./typeset.ts";

const PAPER = "#fcfaf5";
const INK = "#221c18";
const QUIET = "#655c54";
const MOSS = "#3e6b42";
const HAIRLINE = "#e4e0d9";

const MARGIN = 96;
const WIDTH = DRAWING_WIDTH - 2 * MARGIN;
/** Between the site's name and the line above the foot. */
const ROOM = { top: 142, bottom: 486 } as const;
/** From the largest on, the first that fits. */
const TITLES = [
  { size: 90, lines: 2 },
  { size: 74, lines: 3 },
  { size: 60, lines: 4 },
  { size: 50, lines: 5 },
] as const;
const LEADING = 1.34;
const SMALL = { size: 29, width: WIDTH } as const;
const HEAD = 104;
const FOOT = 566;

/** The picture as PNG: the same drawing, the same bytes. */
export async function drawPicture({ title, site, byline, lang }: Drawing): Promise<Uint8Array> {
  const heading = await setTitle(title, lang);
  const { size } = heading;
  const [above] = setLines(await shapeText(short(site, 60), { weight: 500, lang }), SMALL);
  const [below] = setLines(await shapeText(short(byline, 80), { weight: 500, lang }), SMALL);
  const leading = size * LEADING;
  const spare = ROOM.bottom - ROOM.top - heading.lines.length * leading;
  const first = ROOM.top + spare / 2 + size * 1.05;
  const lines = heading.lines.map((line, index) =>
    lineSvg(line, { x: MARGIN, y: first + index * leading, size }),
  );
  const name = above ? lineSvg(above, { x: MARGIN + 64, y: HEAD, size: SMALL.size }) : "";
  const foot = below ? lineSvg(below, { x: MARGIN, y: FOOT, size: SMALL.size }) : "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${DRAWING_WIDTH}" height="${DRAWING_HEIGHT}">
<rect width="100%" height="100%" fill="${PAPER}"/>
<rect x="${MARGIN}" y="${HEAD - 13}" width="44" height="5" fill="${MOSS}"/>
<rect x="${MARGIN}" y="${FOOT - 58}" width="${WIDTH}" height="1" fill="${HAIRLINE}"/>
<g fill="${QUIET}">${name}${foot}</g>
<g fill="${INK}">${lines.join("")}</g>
</svg>`;
  const picture = sharp(Buffer.from(svg)).flatten({ background: PAPER });
  return picture.png({ compressionLevel: 6 }).toBuffer();
}

async function setTitle(title: string, lang: string): Promise<{ size: number; lines: Line[] }> {
  let text = short(title, 220);
  for (;;) {
    const shaped = await shapeText(text, { weight: 600, lang });
    for (const { size, lines: most } of TITLES) {
      const lines = setLines(shaped, { size, width: WIDTH });
      if (lines.length <= most) return { size, lines };
    }
    text = short(text, [...text].length - 8);
  }
}

/** Cut after a word, where there are words. */
function short(text: string, most: number): string {
  const chars = [...text.replace(/\s+/g, " ").trim()];
  if (chars.length <= most) return chars.join("");
  const cut = chars.slice(0, Math.max(1, most - 1)).join("");
  return `${cut
    .replace(/(?<=\S{12}.*)[\s,.;:，。、；：]+\S{0,18}$/u, "")
    .replace(/…$/, "")
    .trimEnd()}…`;
}
