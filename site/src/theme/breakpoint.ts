// Breakpoints in style sheets: `@media (--medium)` becomes `@media (min-width: 44rem)`, by the token
// `breakpoint.medium`; below it is `@media not (--medium)`.

import { type Tokens, tokenValue } from "./theme-tokens.ts";

/** The sheet with its breakpoints written out. Throws at a name that no token has. */
export function withBreakpoints(css: string, tokens: Tokens): string {
  return css.replace(/@(?:media|container)\b[^{;]*/g, (prelude) =>
    prelude.replace(/\(\s*--([\w-]+)\s*\)/g, (whole, name: string) => {
      const width = tokenValue(tokens, "base", `breakpoint.${name}`);
      if (width === undefined) {
        throw new Error(`${whole}: no token is called breakpoint.${name}.`);
      }
      return `(min-width: ${width})`;
    }),
  );
}
