import Color from "colorjs.io";

/**
 * The contrast (WCAG 2.2, 1 to 21) of one CSS colour on another; what is translucent is laid over the
 * ground first, and a translucent ground over `below`. Throws when a text is no colour.
 */
export function contrastOf(ink: string, ground: string, below: string): number {
  const bottom = over(new Color(ground), new Color(below));
  return bottom.contrast(over(new Color(ink), bottom), "WCAG21");
}

function over(top: Color, bottom: Color): Color {
  const [a, b] = [top.to("srgb").toGamut(), bottom.to("srgb").toGamut()];
  const alpha = Number(a.alpha ?? 1);
  const mixed = [0, 1, 2].map(
    (index) => Number(a.coords[index] ?? 0) * alpha + Number(b.coords[index] ?? 0) * (1 - alpha),
  );
  return new Color("srgb", mixed as [number, number, number]);
}
