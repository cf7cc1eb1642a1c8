// A formula in a sentence: where it stands, and how it reads where only plain text can be, as on a card.

interface Formula {
  readonly tex: string;
  readonly display: boolean;
  /** After its last mark. */
  readonly end: number;
}

/** The formula whose first `$` is at `at`. */
export function formulaAt(src: string, at: number, limit = src.length): Formula | undefined {
  if (src.charCodeAt(at) !== 0x24) return undefined;
  const display = src.charCodeAt(at + 1) === 0x24;
  const mark = display ? "$$" : "$";
  const start = at + mark.length;
  const close = closing(src, start, mark);
  if (close < 0 || close + mark.length > limit) return undefined;
  const tex = src.slice(start, close);
  if (tex.trim() === "" || (!display && !isFormula(tex, src, at, close))) return undefined;
  return { tex, display, end: close + mark.length };
}

/** `text` with its formulas written in plain characters. */
export function withFormulasAsText(text: string): string {
  let plain = "";
  let done = 0;
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", Math.max(at + 1, done))) {
    const found = text[at - 1] === "\\" ? undefined : formulaAt(text, at);
    if (!found) continue;
    plain += text.slice(done, at) + texAsText(found.tex);
    done = found.end;
  }
  return plain + text.slice(done);
}

const SIGNS: Readonly<Record<string, string>> = {
  times: "×",
  cdot: "·",
  div: "÷",
  pm: "±",
  le: "≤",
  leq: "≤",
  ge: "≥",
  geq: "≥",
  ne: "≠",
  neq: "≠",
  approx: "≈",
  infty: "∞",
  to: "→",
  rightarrow: "→",
  in: "∈",
  sum: "∑",
  prod: "∏",
  int: "∫",
  sqrt: "√",
  partial: "∂",
  ldots: "…",
  dots: "…",
  cdots: "…",
};
const GREEK =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho - sigma tau upsilon phi chi psi omega";
const LETTERS: ReadonlyMap<string, string> = new Map(
  GREEK.split(" ").flatMap((name, place) => {
    const capital = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    return [
      [name, String.fromCodePoint(0x3b1 + place)],
      [capital, String.fromCodePoint(0x391 + place)],
    ] as const;
  }),
);

/** Readable rather than exact: a card has no room for a fraction's two storeys. */
function texAsText(tex: string): string {
  return tex
    .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "$1/$2")
    .replace(/\\(?:text|mathrm|textrm|mathbf|mathit|operatorname)\s*\{([^{}]*)\}/g, "$1")
    .replace(/\\([a-zA-Z]+)/g, (_, name: string) => SIGNS[name] ?? LETTERS.get(name) ?? name)
    .replace(/\\[,;:! ]/g, " ")
    .replace(/\\([%$#&_{}])/g, "$1")
    .replace(/\^(?:\{(\d+)\}|(\d))/g, (_, many?: string, one?: string) =>
      [...(many ?? one ?? "")].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join(""),
    )
    .replace(/_(?:\{(\d+)\}|(\d))/g, (_, many?: string, one?: string) =>
      [...(many ?? one ?? "")].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join(""),
    )
    .replace(/[{}]/g, "")
    .trim();
}

function closing(src: string, start: number, mark: string): number {
  for (let at = src.indexOf(mark, start); at >= 0; at = src.indexOf(mark, at + 1)) {
    let slashes = 0;
    while (src[at - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** Pandoc's rule keeps most prices out; the others begin with an amount and go on in words. */
function isFormula(tex: string, src: string, open: number, close: number): boolean {
  if (/^\s|\s$/.test(tex) || /\d/.test(src[close + 1] ?? "")) return false;
  if (/[A-Za-z0-9]/.test(src[open - 1] ?? "")) return false;
  if (!/^[\d.,]+/.test(tex)) return true;
  const words = tex.replace(/\\(?:text|mathrm|textrm|operatorname)\s*\{[^}]*\}|\\[a-zA-Z]+/g, "");
  return !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60]|\p{L}{2,}|\s\p{L}+\s/u.test(
    words,
  );
}
