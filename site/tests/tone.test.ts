import sharp from "sharp";
import { expect, it } from "vitest";
import { toneOf } from "../src/images/tone.ts";

const plain = (r: number, g: number, b: number) =>
  toneOf(sharp({ create: { width: 40, height: 30, channels: 3, background: { r, g, b } } }).png());

it("names a picture's colour by a class of the theme's: lightness and hue, or grey", async () => {
  expect(await plain(250, 248, 244)).toBe("tone-l3-g");
  expect(await plain(10, 10, 12)).toBe("tone-l0-g");
  expect(await plain(200, 30, 30)).toBe("tone-l1-h0");
  expect(await plain(60, 160, 60)).toBe("tone-l2-h3");
  expect(await plain(30, 60, 200)).toBe("tone-l0-h5");
});
