/// <reference path="./markdown-it-footnote.d.ts" />

// The one Markdown processor, in the form that Astro takes (`markdown.processor`), so that the
// publisher and a stock `astro build` cannot disagree about a text.

import type { MarkdownProcessor } from "astro/markdown";
import markdownIt, { type Env, type MarkdownIt } from "markdown-it";
import cjkFriendly from "markdown-it-cjk-friendly";
import footnote from "markdown-it-footnote";
import { escapeAttribute, type PictureAddresses, pictureHtml } from "../images/picture.ts";
import { decodePath, isLocal } from "../store/image-reference.ts";
import { type Heading, linkedHeadings } from "./headings.ts";
import { type CodeHighlighter, createCodeHighlighter, escapeHtml } from "./highlight.ts";
import { joinWideLines } from "./soft-break.ts";

export interface MarkdownOptions {
  /** The ready picture for a path named in the file at `fileURL`; undefined when it is missing. */
  picture?(src: string, fileURL: URL | undefined): PictureAddresses | undefined;
  highlighter?: CodeHighlighter;
}

/** What a rendering knows of the text it is in; plugins leave their findings here too. */
interface Environment extends Env {
  headings?: Heading[];
  fileURL: URL | undefined;
  lang: string;
}

/** Makes the processor; `frontmatter.lang` names the text's language for words that it adds. */
export function courtyardMarkdown(options: MarkdownOptions = {}): MarkdownProcessor {
  const highlighter = options.highlighter ?? createCodeHighlighter();
  return {
    name: "courtyard",
    options: {},
    async createRenderer() {
      const md = createMarkdown(options, highlighter);
      return {
        async render(content, { fileURL, frontmatter = {} } = {}) {
          const env: Environment = { fileURL, lang: String(frontmatter.lang ?? "en") };
          const tokens = md.parse(content, env);
          const fences = tokens.filter(({ type }) => type === "fence");
          await highlighter.prepare(fences.map(({ info }) => languageOf(info)));
          const code = md.renderer.render(tokens, md.options, env);
          const headings = env.headings ?? [];
          // Pictures are resolved here already; Astro's own step for them has nothing to do.
          return {
            code,
            metadata: { headings, localImagePaths: [], remoteImagePaths: [], frontmatter },
          };
        },
      };
    },
  };
}

function createMarkdown(options: MarkdownOptions, highlighter: CodeHighlighter): MarkdownIt {
  // Raw HTML is allowed: the text is the site owner's own.
  const md = markdownIt({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  md.use(cjkFriendly).use(footnote).use(linkedHeadings).use(joinWideLines).use(classyCells);
  const rules = md.renderer.rules;
  rules.fence = (tokens, index) => {
    const token = tokens[index];
    const language = languageOf(token?.info ?? "");
    const code = token?.content.replace(/\n$/, "") ?? "";
    const html = highlighter.highlight(code, language) ?? escapeHtml(code);
    const label = language === "" ? "" : ` data-language="${escapeAttribute(language)}"`;
    // A wide block scrolls sideways; a keyboard can only scroll what has the focus.
    return `<pre class="code"${label} tabindex="0"><code>${html}\n</code></pre>\n`;
  };
  rules.image = (tokens, index, _options, env) => {
    const token = tokens[index];
    if (!token) return "";
    const alt = md.renderer.renderInlineAsText(token.children ?? [], md.options, env);
    const title = token.attrGet("title")?.toString();
    const target = String(token.attrGet("src") ?? "");
    const src = decodePath(target);
    if (!isLocal(src) || !options.picture) {
      return `<img src="${escapeAttribute(target)}" alt="${escapeAttribute(alt)}" loading="lazy" decoding="async">`;
    }
    const picture = options.picture(src, (env as Environment).fileURL);
    return picture
      ? pictureHtml(picture, alt, title)
      : `<em class="missing">${escapeHtml(alt)}</em>`;
  };
  rules.footnote_block_open = (_tokens, _index, _options, env) => {
    const label = isChinese(env) ? "脚注" : "Footnotes";
    return `<div class="footnotes" role="doc-endnotes" aria-label="${label}">\n<ol class="footnotes-list">\n`;
  };
  rules.footnote_block_close = () => "</ol>\n</div>\n";
  const anchor = rules.footnote_anchor;
  rules.footnote_anchor = (tokens, index, opts, env, self) => {
    const label = isChinese(env) ? "回到正文" : "Back to the text";
    const link = anchor?.(tokens, index, opts, env, self) ?? "";
    return link.replace("<a ", `<a aria-label="${label}" `);
  };
  rules.table_open = (_tokens, _index, _options, env) => {
    const label = isChinese(env) ? "表格" : "Table";
    return `<div class="table" role="region" aria-label="${label}" tabindex="0">\n<table>\n`;
  };
  rules.table_close = () => "</table>\n</div>\n";
  return md;
}

function isChinese(env: Env | undefined): boolean {
  return /^zh(-|$)/.test(String(env?.lang));
}

/** markdown-it aligns cells by inline styles, which a strict CSP blocks and a theme cannot change. */
function classyCells(md: MarkdownIt): void {
  md.core.ruler.push("classy-cells", (state) => {
    for (const token of state.tokens) {
      if (token.type !== "th_open" && token.type !== "td_open") continue;
      const side = /text-align:(\w+)/.exec(String(token.attrGet("style") ?? ""))?.[1];
      if (side) token.attrs = [["class", side]];
    }
  });
}

/** The language of a fence's info string: `ts title="x"` → `ts`. */
function languageOf(info: string): string {
  return info.trim().split(/[\s{]/)[0]?.toLowerCase() ?? "";
}
