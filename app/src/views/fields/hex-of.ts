/** A CSS colour as the picker wants it, `#rrggbb`; grey where it is none yet. */
export function hexOf(colour: string): string {
  if (/^#[\da-f]{6}$/i.test(colour.trim())) return colour.trim();
  if (!CSS.supports("color", colour)) return "#808080";
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context) return "#808080";
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
