import { type Tokens, tokenValue } from "@courtyard/site/theme/theme-tokens.ts";
import { REQUIRED_TOKENS } from "@courtyard/themes/tokens.ts";
import { contrastOf } from "./colour-contrast.ts";

/** A pair of colours that cannot be told apart well enough. */
export interface WeakPair {
  readonly mode: "base" | "dark";
  readonly token: string;
  readonly ground: string;
  readonly ratio: number;
  readonly least: number;
}

/** Every pair that the contract names, by day and by night, whose contrast is too weak. */
export function tokenContrasts(tokens: Tokens): WeakPair[] {
  const weak: WeakPair[] = [];
  for (const mode of ["base", "dark"] as const) {
    const below = tokenValue(tokens, mode, "color.paper") ?? "white";
    for (const [token, { on = [], contrast: least = 1 }] of Object.entries(REQUIRED_TOKENS)) {
      for (const ground of on) {
        const colours = [token, ground].map((path) => tokenValue(tokens, mode, path));
        const [ink, paper] = colours;
        if (ink === undefined || paper === undefined) continue;
        const ratio = contrastOf(ink, paper, below);
        if (ratio < least) weak.push({ mode, token, ground, ratio, least });
      }
    }
  }
  return weak;
}
