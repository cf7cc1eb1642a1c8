// What a theme's setting may be given, by its type.

import { z } from "zod";

/** `#rgb`, `#rrggbb`, with alpha or without, or one of CSS's colour functions with numbers in it. */
export const colour = z
  .string()
  .trim()
  .regex(
    /^(#[\da-f]{3,4}|#[\da-f]{6}|#[\da-f]{8}|(rgb|hsl|hwb|lab|lch|oklab|oklch)\([\d\s.,%/+-]+(deg|none)?[\d\s.,%/+-]*\))$/i,
  );
