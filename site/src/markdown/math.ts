// TeX into MathML while the page is made: the browser sets the formula, no script runs, and a text
// without formulas never loads the translator. `$…$` in a sentence, `$$…$$` or a `math` fence as a block.

import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";
import { formulaAt } from "./formula.ts";
import { escapeHtml } from "./highlight.ts";

type Translate = (tex: string, display: boolean) => string;
let temml: Translate | undefined;

/** Loads the translator; to be awaited before a text with formulas is rendered. */
export async function prepareMath(): Promise<void> {
  if (temml) return;
  const { renderToString } = (await import("temml")).default;
  temml = (tex, displayMode) =>
    // `\href` and the like stay off: nothing in a formula should leave the page.
    renderToString(tex, { displayMode, throwOnError: true, trust: false, strict: false });
}

/** A formula's MathML, or its TeX marked as faulty, with the reason. Needs `prepareMath`. */
export function mathHtml(tex: string, display: boolean): string {
  try {
    const math = classesForStyles(temml?.(tex, display) ?? "");
    return math.replace("<math", '<math xmlns="http://www.w3.org/1998/Math/MathML"');
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0]?.trim() : "";
    const why = escapeHtml(reason ?? "").replaceAll('"', "&quot;");
    return `<code class="faulty" title="${why}">${escapeHtml(tex)}</code>`;
  }
}

/**
 * temml sets some distances and colours by inline styles, which the site's CSP forbids: colours become
 * MathML attributes, a cell without padding gets a class, and the rest is the browser's own way.
 */
function classesForStyles(math: string): string {
  return math.replace(/<(\w+)([^>]*?) style="([^"]*)"([^>]*)>/g, (_, tag, before, style, after) => {
    const classes: string[] = [];
    let attributes = `${before}${after}`;
    const color = /(?:^|;)color:\s*(#[0-9a-f]{3,8}|[a-z]+)/i.exec(style)?.[1];
    const ground = /background-color:\s*(#[0-9a-f]{3,8}|[a-z]+)/i.exec(style)?.[1];
    if (color) attributes += ` mathcolor="${color}"`;
    if (ground) attributes += ` mathbackground="${ground}"`;
    if (/padding-left:0(em|pt)?(;|$)/.test(style)) classes.push("tml-pl0");
    if (/padding-right:0(em|pt)?(;|$)/.test(style)) classes.push("tml-pr0");
    if (/border:\s*1px solid/.test(style)) classes.push("tml-boxed");
    if (classes.length === 0) return `<${tag}${attributes}>`;
    const names = classes.join(" ");
    const own = / class="([^"]*)"/.exec(attributes);
    return own
      ? `<${tag}${attributes.replace(own[0], ` class="${own[1]} ${names}"`)}>`
      : `<${tag}${attributes} class="${names}">`;
  });
}

/** A markdown-it plugin; leaves `env.math` set when a text has formulas. */
export function formulas(md: MarkdownIt): void {
  md.inline.ruler.after("escape", "math", inlineMath);
  md.block.ruler.before("fence", "math", blockMath, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  md.renderer.rules.math_inline = (tokens, index) => mathHtml(tokens[index]?.content ?? "", false);
  md.renderer.rules.math_inline_display = (tokens, index) =>
    mathHtml(tokens[index]?.content ?? "", true);
  md.renderer.rules.math_block = (tokens, index) => mathBlockHtml(tokens[index]?.content ?? "");
}

/** A formula on its own; a wide one scrolls. */
export function mathBlockHtml(tex: string): string {
  return `<div class="math" tabindex="0">${mathHtml(tex.trim(), true)}</div>\n`;
}

function inlineMath(state: StateInline, silent: boolean): boolean {
  const found = formulaAt(state.src, state.pos, state.posMax);
  if (!found) return false;
  const { tex, display, end } = found;
  if (!silent) {
    const token = state.push(display ? "math_inline_display" : "math_inline", "math", 0);
    token.content = tex.trim();
    token.markup = display ? "$$" : "$";
    if (state.env) state.env.math = true;
  }
  state.pos = end;
  return true;
}

function blockMath(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const lineAt = (line: number) =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const first = lineAt(startLine);
  if (!first.startsWith("$$")) return false;
  const rest = first.slice(2);
  const single = /^(.+?)\$\$\s*$/.exec(rest);
  // `$$a$$ and more` is a sentence.
  if (!single && rest.includes("$$")) return false;
  const lines = [single?.[1] ?? rest];
  let line = startLine;
  if (!single) {
    let closed = false;
    while (!closed && ++line < endLine) {
      if ((state.sCount[line] ?? 0) < state.blkIndent) return false;
      const text = lineAt(line);
      closed = /\$\$\s*$/.test(text);
      lines.push(closed ? text.replace(/\$\$\s*$/, "") : text);
    }
    // Without an end it would swallow the text to the last line.
    if (!closed) return false;
  }
  if (silent) return true;
  state.line = line + 1;
  const token = state.push("math_block", "math", 0);
  token.block = true;
  token.content = lines.join("\n");
  token.map = [startLine, state.line];
  token.markup = "$$";
  if (state.env) state.env.math = true;
  return true;
}
