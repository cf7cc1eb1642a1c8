// One part of a text, for those who embed no more of it: a heading with what is under it, or a block.

import type { Token } from "markdown-it";

/** The tokens of the part with this id, with its footnotes; all of them when there is no such part. */
export function partOfText(tokens: readonly Token[], id: string): Token[] {
  if (id === "") return [...tokens];
  const start = tokens.findIndex((token) => token.block && token.attrGet("id") === id);
  const opener = tokens[start];
  if (!opener) return [...tokens];
  const end = opener.type === "heading_open" ? sectionEnd(tokens, start) : blockEnd(tokens, start);
  const isItem = opener.type === "list_item_open";
  const part = isItem ? tokens.slice(start + 1, end - 1) : tokens.slice(start, end);
  return [...part, ...footnotesOf(tokens, part)];
}

function sectionEnd(tokens: readonly Token[], start: number): number {
  const level = tokens[start]?.level ?? 0;
  const tag = tokens[start]?.tag ?? "";
  const end = tokens.findIndex(
    (token, index) =>
      index > start &&
      (token.level < level ||
        token.type === "footnote_block_open" ||
        (token.type === "heading_open" && token.level === level && token.tag <= tag)),
  );
  return end < 0 ? tokens.length : end;
}

function blockEnd(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    depth += tokens[at]?.nesting ?? 0;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** The block of footnotes with those that the part refers to. */
function footnotesOf(tokens: readonly Token[], part: readonly Token[]): Token[] {
  const wanted = new Set<unknown>();
  for (const { children } of part) {
    for (const child of children ?? [])
      if (child.type === "footnote_ref") wanted.add(child.meta?.id);
  }
  if (wanted.size === 0) return [];
  const start = tokens.findIndex(({ type }) => type === "footnote_block_open");
  let inside = true;
  return tokens.slice(start).filter((token) => {
    if (token.type === "footnote_open") inside = wanted.has(token.meta?.id);
    const keeps = inside;
    if (token.type === "footnote_close") inside = true;
    return keeps;
  });
}
