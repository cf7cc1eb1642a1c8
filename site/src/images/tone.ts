// The colour of a picture's place until the picture is there. As a class: a colour of its own for each
// picture would need an inline style, which the site's CSP forbids.

import type { Sharp } from "sharp";

/** Eight hues of 45 degrees, from red on. */
const HUES = 8;

/** `tone-l2-h3` (lightness 0 to 3, hue 0 to 7) or `tone-l2-g` for greys, as the theme has them. */
export async function toneOf(image: Sharp): Promise<string> {
  const pixel = image.clone().flatten({ background: "white" }).toColourspace("srgb");
  const data = await pixel.resize(1, 1, { fit: "fill" }).removeAlpha().raw().toBuffer();
  const [r = 0, g = r, b = r] = data;
  const most = Math.max(r, g, b);
  const spread = most - Math.min(r, g, b);
  const luma = (0.2126 * r + 0.7152 * g + 0.0722 * b) / 256;
  const level = `tone-l${Math.floor(luma * 4)}`;
  if (spread < 24) return `${level}-g`;
  const turn =
    most === r ? (g - b) / spread : most === g ? 2 + (b - r) / spread : 4 + (r - g) / spread;
  const hue = Math.round((((turn + 6) % 6) / 6) * HUES) % HUES;
  return `${level}-h${hue}`;
}
