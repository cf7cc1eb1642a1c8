// Code in colour, without colours: each token gets a class, and the theme's style sheet has one
// palette for the day and one for the night. A pair of inline styles per token (Shiki's own two-theme
// output) would triple the bytes, reach feed readers, and need `unsafe-inline` in the page's CSP.

import { hash } from "node:crypto";
import { type BundledLanguage, bundledLanguages, createHighlighter, type Highlighter } from "shiki";
import { createCssVariablesTheme } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

export interface CodeHighlighter {
  /** Loads grammars for the languages that a text uses; unknown ones are plain text. */
  prepare(languages: Iterable<string>): Promise<void>;
  /** The inside of `<code>`, or undefined when the language has no loaded grammar. */
  highlight(code: string, language: string): string | undefined;
}

const theme = createCssVariablesTheme({ variablePrefix: "--code-" });
const PREFIX = "var(--code-";
const FONT_CLASS: Readonly<Record<number, string>> = { 1: "i", 2: "b", 3: "i b" };

/** One per process: an instance holds its grammars, and Shiki has no use for two of them. */
let shiki: Promise<Highlighter> | undefined;

/** A highlighter that loads each grammar at first use. */
export function createCodeHighlighter(): CodeHighlighter {
  let highlighter: Highlighter | undefined;
  const done = new Map<string, string>();
  const known = (language: string): language is BundledLanguage => language in bundledLanguages;

  return {
    async prepare(languages) {
      const wanted = [...new Set(languages)].filter(known);
      if (wanted.length === 0) return;
      shiki ??= createHighlighter({
        themes: [theme],
        langs: [],
        engine: createJavaScriptRegexEngine({ forgiving: true }),
      });
      highlighter = await shiki;
      await highlighter.loadLanguage(...wanted);
    },
    highlight(code, language) {
      if (!highlighter || !known(language)) return undefined;
      const key = hash("sha1", `${language}\n${code}`, "base64url");
      let html = done.get(key);
      if (html === undefined) {
        html = toHtml(highlighter, code, language);
        if (done.size >= 500) done.delete(done.keys().next().value ?? "");
        done.set(key, html);
      }
      return html;
    },
  };
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
