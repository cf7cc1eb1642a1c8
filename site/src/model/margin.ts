// What a theme may want beside the line: a footnote where it is referred to, and the first words of an
// own text that a link leads to. Only on pages: feeds have the text as it is written.

import type { Mention } from "@courtyard/themes/contract.ts";
import type { Features } from "@courtyard/themes/definition.ts";
import { escapeHtml } from "../markdown/highlight.ts";

/** Footnotes of one paragraph: only these can stand within another. */
const NOTE =
  /<li id="(fn[^"]*)" class="footnote-item"><p>((?:(?!<\/p>)[\s\S])*?)\s*<a [^>]*class="footnote-backref">[^<]*<\/a><\/p>\s*<\/li>/g;
/** The ways back: one for each place that refers to the note. */
const BACK = /\s*<a [^>]*class="footnote-backref">[^<]*<\/a>/g;
const REFERENCE = /<sup class="footnote-ref"><a href="#(fn[^"]*)"[^>]*>[^<]*<\/a><\/sup>/g;
const LINK = /<a ([^>]*\s)?href="([^"#?]+)(?:#[^"]*)?"[^>]*>(?:(?!<\/a>)[\s\S])*<\/a>/g;

/** `html` of a text with what `features` ask for; the same string where that is nothing. */
export function withMargin(
  html: string,
  { features, mentions }: { features: Features; mentions: readonly Mention[] },
): string {
  const linked = features.linkPreviews === true ? withPreviews(html, mentions) : html;
  return features.sideNotes === true ? withSideNotes(linked) : linked;
}

function withSideNotes(html: string): string {
  if (!html.includes('class="footnotes"')) return html;
  const notes = new Map<string, string>();
  for (const [, id = "", text = ""] of html.matchAll(NOTE)) notes.set(id, text.replace(BACK, ""));
  return html.replace(REFERENCE, (reference, id: string) => {
    const text = notes.get(id);
    // Once: a note that a thousand places refer to would make a page of a thousand notes.
    notes.delete(id);
    return text === undefined ? reference : `${reference}<small class="side-note">${text}</small>`;
  });
}

/** Each own text is introduced once, where it is first linked to in a paragraph or list. */
function withPreviews(html: string, mentions: readonly Mention[]): string {
  const waiting = new Map(mentions.map((mention) => [mention.url, mention]));
  if (waiting.size === 0) return html;
  return html.replace(LINK, (link, _before: string | undefined, href: string) => {
    const mention = waiting.get(href.replaceAll("&amp;", "&"));
    if (!mention?.description || link.includes("<img") || link.includes("<picture")) return link;
    waiting.delete(mention.url);
    const title = escapeHtml(mention.label);
    const words = escapeHtml(mention.description);
    return `<span class="own-link">${link}<small class="link-preview"><b>${title}</b> ${words}</small></span>`;
  });
}
