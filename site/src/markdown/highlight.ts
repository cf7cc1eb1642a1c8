// Code in colour, without colours: each token gets a class, and the theme's style sheet has one
// palette for the day and one for the night. A pair of inline styles per token (Shiki's own two-theme
// output) would triple the bytes, reach feed readers, and need `unsafe-inline` in the page's CSP.

import { hash } from "node:crypto";
import { type BundledLanguage, bundledLanguages, createHighlighter, type Highlighter } from "shiki";
import { createCssVariablesTheme } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

/** Code in a language, as it is to be coloured. */
export interface Code {
  readonly language: string;
  readonly code: string;
}

/** Coloured code from earlier: an edit of a text seldom touches its code, which costs the most of it. */
export interface CodeCache {
  find(key: string): string | undefined;
  keep(key: string, html: string): void;
}

export interface CodeHighlighter {
  /** Loads grammars for what is not known yet of a text's code; unknown languages are plain text. */
  prepare(blocks: Iterable<Code>): Promise<void>;
  /** The inside of `<code>`, or undefined when the language has no loaded grammar. */
  highlight(code: string, language: string): string | undefined;
}

const theme = createCssVariablesTheme({ variablePrefix: "--code-" });
const PREFIX = "var(--code-";
const FONT_CLASS: Readonly<Record<number, string>> = { 1: "i", 2: "b", 3: "i b" };

/** One per process: an instance holds its grammars, and Shiki has no use for two of them. */
let shiki: Promise<Highlighter> | undefined;

/** A highlighter that loads each grammar at first use. */
export function createCodeHighlighter(cache?: CodeCache): CodeHighlighter {
  let highlighter: Highlighter | undefined;
  const done = new Map<string, string>();
  const known = (language: string): language is BundledLanguage => language in bundledLanguages;

  function find(key: string): string | undefined {
    const html = done.get(key) ?? cache?.find(key);
    if (html !== undefined) remember(key, html);
    return html;
  }

  function remember(key: string, html: string): void {
    done.delete(key);
    done.set(key, html);
    if (done.size > 500) done.delete(done.keys().next().value ?? "");
  }

  return {
    async prepare(blocks) {
      const wanted = new Set<BundledLanguage>();
      for (const { code, language } of blocks) {
        if (known(language) && find(keyOf(code, language)) === undefined) wanted.add(language);
      }
      if (wanted.size === 0) return;
      shiki ??= createHighlighter({
        themes: [theme],
        langs: [],
        engine: createJavaScriptRegexEngine({ forgiving: true }),
      });
      highlighter = await shiki;
      await highlighter.loadLanguage(...wanted);
    },
    highlight(code, language) {
      if (!known(language)) return undefined;
      const key = keyOf(code, language);
      const ready = find(key);
      if (ready !== undefined || !highlighter) return ready;
      const html = toHtml(highlighter, code, language);
      remember(key, html);
      cache?.keep(key, html);
      return html;
    },
  };
}

function keyOf(code: string, language: string): string {
  return hash("sha1", `${language}\n${code}`, "base64url");
}

function toHtml(highlighter: Highlighter, code: string, lang: BundledLanguage): string {
  // Shiki gives up on a line after half a second, and colours the rest as it comes: on a busy machine
  // the same text would come out differently from one day to the next.
  const lines = highlighter.codeToTokensBase(code, { lang, theme, tokenizeTimeLimit: 0 });
  return lines
    .map((line) =>
      line
        .map(({ content, color, fontStyle }) => {
          const text = escapeHtml(content);
          const classes = [tokenClass(color), FONT_CLASS[fontStyle ?? 0]].filter(Boolean).join(" ");
          return classes === "" || content.trim() === ""
            ? text
            : `<span class="${classes}">${text}</span>`;
        })
        .join(""),
    )
    .join("\n");
}

/** `var(--code-token-keyword)` → `t-keyword`; the plain foreground has no class. */
function tokenClass(color: string | undefined): string {
  if (!color?.startsWith(`${PREFIX}token-`)) return "";
  return `t-${color.slice(PREFIX.length + "token-".length, -1)}`;
}

/** Text made safe inside an element. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
