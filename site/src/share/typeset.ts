// A text set in lines, as outlines: shaped by HarfBuzz, broken where UAX #14 allows (so that no line of
// Chinese begins with a comma), and with lines of about one length.

import { type Font, Buffer as GlyphBuffer, shape } from "harfbuzzjs";
import LineBreaker from "linebreak";
import { type FontPart, partFor } from "./font-part.ts";
import { loadFont } from "./font-shelf.ts";

interface Glyph {
  readonly font: Font;
  readonly id: number;
  /** In ems. */
  readonly advance: number;
  readonly dx: number;
  readonly dy: number;
  readonly upem: number;
  readonly isBlank: boolean;
}

/** Glyphs that stay together. */
interface Segment {
  readonly glyphs: readonly Glyph[];
  readonly width: number;
  /** Without the space at its end. */
  readonly inked: number;
}

/** A text whose glyphs are known, before it has a size. */
export interface Shaped {
  readonly segments: readonly Segment[];
}

export interface Line {
  readonly glyphs: readonly Glyph[];
}

/** Finds the glyphs of a text, at a weight between 200 and 900. */
export async function shapeText(
  text: string,
  { weight, lang }: { weight: number; lang: string },
): Promise<Shaped> {
  const placed: (Glyph & { at: number })[] = [];
  for (const run of runsOf(text, lang)) {
    const { font, upem } = await loadFont(run.part, weight);
    const buffer = new GlyphBuffer();
    buffer.addText(run.text);
    buffer.guessSegmentProperties();
    shape(font, buffer);
    const positions = buffer.getGlyphPositions();
    for (const [index, { codepoint: id, cluster }] of buffer.getGlyphInfos().entries()) {
      const position = positions[index];
      // A glyph 0 is an empty box: better nothing.
      if (!position || id === 0) continue;
      placed.push({
        font,
        id,
        upem,
        advance: position.xAdvance / upem,
        dx: position.xOffset / upem,
        dy: position.yOffset / upem,
        isBlank: /^\s/.test(run.text.slice(cluster)),
        at: run.at + cluster,
      });
    }
  }
  return { segments: segmentsOf(text, placed, lang) };
}

/** Neighbouring characters of one part of a font. */
interface Run {
  readonly part: FontPart;
  readonly at: number;
  text: string;
}

function runsOf(text: string, lang: string): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const char of text) {
    const part = partFor(char, lang);
    const last = runs.at(-1);
    const joins = last && part?.part === last.part.part && part.family === last.part.family;
    if (joins && last.at + last.text.length === at) last.text += char;
    else if (part) runs.push({ part, at, text: char });
    at += char.length;
  }
  return runs;
}

function segmentsOf(
  text: string,
  glyphs: readonly (Glyph & { at: number })[],
  lang: string,
): Segment[] {
  const breaker = new LineBreaker(text);
  const segments: Segment[] = [];
  let from = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    const { position } = next;
    // Korean words stay whole, as readers of Korean expect.
    const isEnd = position === text.length || /\s/.test(text[position - 1] ?? "");
    if (/^ko(-|$)/.test(lang) && !isEnd) continue;
    const end = glyphs.findIndex(({ at }, index) => index >= from && at >= position);
    const own = glyphs.slice(from, end < 0 ? glyphs.length : end);
    from += own.length;
    const last = own.findLastIndex(({ isBlank }) => !isBlank);
    segments.push({ glyphs: own, width: sum(own), inked: sum(own.slice(0, last + 1)) });
  }
  return segments;
}

function sum(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((width, { advance }) => width + advance, 0);
}

/** The text in as few lines as a column of `width` allows, and these of about one length. */
export function setLines(
  { segments }: Shaped,
  { size, width }: { size: number; width: number },
): Line[] {
  const fewest = fill(segments, width / size);
  let [low, high] = [width / size / 2, width / size];
  while ((high - low) * size > 4) {
    const middle = (low + high) / 2;
    if (fill(segments, middle).length > fewest.length) low = middle;
    else high = middle;
  }
  return fill(segments, high);
}

function fill(segments: readonly Segment[], most: number): Line[] {
  const lines: Line[] = [];
  let glyphs: Glyph[] = [];
  let at = 0;
  const end = () => {
    if (glyphs.length > 0) lines.push({ glyphs });
    glyphs = [];
    at = 0;
  };
  for (const segment of segments) {
    if (at + segment.inked > most) end();
    if (segment.inked <= most) {
      glyphs.push(...segment.glyphs);
      at += segment.width;
      continue;
    }
    // A word longer than a line, an address say, is cut where the line ends.
    for (const glyph of segment.glyphs) {
      if (at + glyph.advance > most) end();
      glyphs.push(glyph);
      at += glyph.advance;
    }
  }
  end();
  return lines;
}

/** A line as SVG, its baseline beginning at `x`, `y`. */
export function lineSvg(
  { glyphs }: Line,
  { x, y, size }: { x: number; y: number; size: number },
): string {
  let svg = "";
  let at = x;
  for (const { font, id, upem, advance, dx, dy, isBlank } of glyphs) {
    const scale = (size / upem).toFixed(5);
    const place = `translate(${(at + dx * size).toFixed(2)} ${(y - dy * size).toFixed(2)})`;
    if (!isBlank)
      svg += `<path transform="${place} scale(${scale} -${scale})" d="${font.glyphToPath(id)}"/>`;
    at += advance * size;
  }
  return svg;
}
