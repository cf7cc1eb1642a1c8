// The demo site's photographs: landscapes drawn by a few numbers, so that no binary has to be kept.

import sharp from "sharp";

interface Landscape {
  readonly width: number;
  readonly height: number;
  /** Top and bottom of the sky. */
  readonly sky: readonly [string, string];
  /** Farthest first. */
  readonly hills: readonly string[];
  /** Across and down, as shares of the picture. */
  readonly sun: readonly [x: number, y: number];
  readonly light: string;
}

const WIDE = { width: 1200, height: 675 };

const LANDSCAPES: Readonly<Record<string, Landscape>> = {
  hills: {
    ...WIDE,
    sky: ["#d9c7ae", "#f3e6d0"],
    hills: ["#a9ab94", "#7d8a6d", "#55664b", "#34402f"],
    sun: [0.72, 0.4],
    light: "#fff3da",
  },
  pond: {
    ...WIDE,
    sky: ["#cfd9da", "#eef0ea"],
    hills: ["#a7b8b4", "#7f9a94", "#56756f"],
    sun: [0.3, 0.3],
    light: "#fbfaf2",
  },
  dawn: {
    ...WIDE,
    sky: ["#8f96b3", "#f1c9a6"],
    hills: ["#6f6a80", "#4a4658"],
    sun: [0.5, 0.62],
    light: "#ffe3b8",
  },
  dusk: {
    ...WIDE,
    sky: ["#2b3145", "#a96f5c"],
    hills: ["#4a3d45", "#2c272f", "#17151b"],
    sun: [0.18, 0.66],
    light: "#f0b58a",
  },
  snow: {
    ...WIDE,
    sky: ["#b9c3cc", "#e8ebec"],
    hills: ["#dfe4e7", "#eef1f2", "#fbfbfa"],
    sun: [0.8, 0.25],
    light: "#ffffff",
  },
  tall: {
    width: 600,
    height: 1067,
    sky: ["#1a2130", "#46536a"],
    hills: ["#2b3440", "#1b2129"],
    sun: [0.6, 0.22],
    light: "#f2ecd8",
  },
  "lin-xi": {
    width: 480,
    height: 480,
    sky: ["#c9b79c", "#e9dcc4"],
    hills: ["#8a9a78", "#5f7053"],
    sun: [0.5, 0.42],
    light: "#fff6e2",
  },
};

/** Names under `images/`, without the ending. */
export const PICTURES: readonly string[] = Object.keys(LANDSCAPES);

/** One of `PICTURES` as a JPEG, the same bytes each time on one machine. */
export async function demoPicture(name: string): Promise<Uint8Array> {
  const landscape = LANDSCAPES[name];
  if (!landscape) throw new Error(`There is no demo picture ${name}.`);
  return sharp(Buffer.from(drawing(landscape)))
    .jpeg({ quality: 82 })
    .toBuffer();
}

function drawing({ width, height, sky, hills, sun, light }: Landscape): string {
  const ridges = hills.map((colour, index) => {
    const base = height * (0.55 + (0.4 * index) / hills.length);
    const rise = height * 0.12;
    const points = Array.from({ length: 25 }, (_, step) => {
      const across = step / 24;
      const wave =
        Math.sin(across * (4 + index) + index * 2.1) + Math.sin(across * (9 + index)) / 3;
      return `${Math.round(across * width)},${Math.round(base - wave * rise)}`;
    });
    return `<polygon fill="${colour}" points="0,${height} ${points.join(" ")} ${width},${height}"/>`;
  });
  const [x, y] = [Math.round(sun[0] * width), Math.round(sun[1] * height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${sky[0]}"/><stop offset="0.7" stop-color="${sky[1]}"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#sky)"/>
<circle cx="${x}" cy="${y}" r="${Math.round(Math.min(width, height) * 0.07)}" fill="${light}"/>
${ridges.join("\n")}</svg>`;
}
