/// <reference path="./markdown-it-footnote.d.ts" />
/// <reference path="./markdown-it-mark.d.ts" />

// The one Markdown processor, in the form that Astro takes (`markdown.processor`), so that the
// publisher and a stock `astro build` cannot disagree about a text.

import type { MarkdownProcessor } from "astro/markdown";
import markdownIt, { type Env, type MarkdownIt, type Token } from "markdown-it";
import cjkFriendly from "markdown-it-cjk-friendly";
import footnote from "markdown-it-footnote";
import mark from "markdown-it-mark";
import { blockIds } from "./block-id.ts";
import { callouts } from "./callout.ts";
import { codeBlockHtml, plainCode, readCodeInfo } from "./code-block.ts";
import { diagramHtml, prepareDiagrams } from "./diagram.ts";
import { embeds } from "./embed.ts";
import { type Heading, linkedHeadings } from "./headings.ts";
import { type Code, type CodeHighlighter, createCodeHighlighter } from "./highlight.ts";
import { imageHtml } from "./image.ts";
import { type Ask, localLinks } from "./local-link.ts";
import { formulas, mathBlockHtml, prepareMath } from "./math.ts";
import { partOfText } from "./part.ts";
import { pictureBlocks } from "./picture-block.ts";
import { joinWideLines } from "./soft-break.ts";
import { taskLists } from "./task-list.ts";
import { webAddresses } from "./web-address.ts";
import { wikilinks } from "./wikilink.ts";
import { markdownWord } from "./words.ts";

export interface MarkdownOptions extends Ask {
  highlighter?: CodeHighlighter;
}

/** What a rendering knows of the text it is in; plugins leave their findings here too. */
interface Environment extends Env {
  headings?: Heading[];
  /** Set when the text has formulas. */
  math?: boolean;
  lang: string;
}

/**
 * Makes the processor; `frontmatter.lang` names the text's language for words that it adds, and
 * `frontmatter.part` the id of a heading or block when only that is wanted.
 */
export function courtyardMarkdown(options: MarkdownOptions = {}): MarkdownProcessor {
  const highlighter = options.highlighter ?? createCodeHighlighter();
  return {
    name: "courtyard",
    options: {},
    async createRenderer() {
      const md = createMarkdown(options, highlighter);
      return {
        async render(content, { frontmatter = {} } = {}) {
          const env: Environment = { lang: String(frontmatter.lang ?? "en") };
          const whole = md.parse(content, env);
          const tokens = partOfText(whole, String(frontmatter.part ?? ""));
          const blocks = tokens.flatMap((token) => (token.type === "fence" ? [codeOf(token)] : []));
          const languages = blocks.map(({ language }) => language);
          await highlighter.prepare(blocks);
          if (env.math || languages.includes("math")) await prepareMath();
          if (languages.includes("mermaid")) await prepareDiagrams();
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

/** A fence as it is coloured. */
function codeOf({ info, content }: Token): Code {
  const read = readCodeInfo(info);
  return { language: read.language, code: plainCode(content.replace(/\n$/, ""), read) };
}

function createMarkdown(options: MarkdownOptions, highlighter: CodeHighlighter): MarkdownIt {
  // Raw HTML is allowed: the text is the site owner's own.
  const md = markdownIt({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  md.use(cjkFriendly).use(footnote).use(mark).use(formulas).use(webAddresses);
  md.use(wikilinks, options).use(blockIds).use(callouts).use(taskLists);
  md.use(pictureBlocks).use(embeds).use(linkedHeadings).use(joinWideLines).use(classyCells);
  md.use(localLinks, options);
  const rules = md.renderer.rules;
  rules.fence = (tokens, index, _options, env) => {
    const token = tokens[index];
    const info = readCodeInfo(token?.info ?? "");
    const code = token?.content.replace(/\n$/, "") ?? "";
    if (info.language === "math") return mathBlockHtml(code);
    if (info.language === "mermaid") return diagramHtml(code, { lang: env?.lang, highlighter });
    return codeBlockHtml(code, info, highlighter);
  };
  rules.image = (tokens, index, _options, env) => {
    const token = tokens[index];
    if (!token) return "";
    const alt = md.renderer.renderInlineAsText(token.children ?? [], md.options, env);
    return imageHtml(token, { alt, ask: options });
  };
  rules.footnote_block_open = (_tokens, _index, _options, env) => {
    const label = markdownWord("footnotes", env?.lang);
    return `<div class="footnotes" role="doc-endnotes" aria-label="${label}">\n<ol class="footnotes-list">\n`;
  };
  rules.footnote_block_close = () => "</ol>\n</div>\n";
  const reference = rules.footnote_ref;
  rules.footnote_ref = (tokens, index, opts, env, self) => {
    // A word joiner: no line begins with the mark of what ended the one above, as it may after a Han character.
    return `\u2060${reference?.(tokens, index, opts, env, self) ?? ""}`;
  };
  const anchor = rules.footnote_anchor;
  rules.footnote_anchor = (tokens, index, opts, env, self) => {
    const label = markdownWord("back", env?.lang);
    const link = anchor?.(tokens, index, opts, env, self) ?? "";
    return link.replace("<a ", `<a aria-label="${label}" `);
  };
  rules.table_open = (_tokens, _index, _options, env) => {
    const label = markdownWord("table", env?.lang);
    return `<div class="table" role="group" aria-label="${label}" tabindex="0">\n<table>\n`;
  };
  rules.table_close = () => "</table>\n</div>\n";
  return md;
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
