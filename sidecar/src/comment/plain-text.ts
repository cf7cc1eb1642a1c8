import { escapeHtml } from "./escape-html.ts";

// Everything but line feed and tab, and the marks that reorder text around them: a name must not be
// able to turn the line it stands in.
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are exactly what is removed.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

/** One line without controls, trimmed. */
export function cleanLine(text: string): string {
  return text.replace(CONTROLS, "").replace(/\s+/g, " ").trim().toWellFormed();
}

/** Text with `\n` line ends, without controls, at most one blank line in a row, trimmed. */
export function cleanText(text: string): string {
  return (
    text
      .replace(/\r\n?/g, "\n")
      .replace(CONTROLS, "")
      // Only from the start of a run of blanks: from each of them, a long run costs its square.
      .replace(/(?<![^\S\n])[^\S\n]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim()
      .toWellFormed()
  );
}

/**
 * Plain text as HTML: paragraphs, line breaks and links, nothing else. A stranger writes no markup;
 * their links carry `nofollow ugc`, so that nobody comments for search engines.
 */
export function textToHtml(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p dir="auto">${paragraph.split("\n").map(linked).join("<br>")}</p>`)
    .join("");
}

// Stops at spaces, at what cannot stand in a URL, and at full-width and CJK punctuation, which in
// running text always belongs to the sentence. CJK letters may be part of a path.
const LINK =
  /https?:\/\/[^\s<>"'`{}|\\^\u3000-\u3002\u3008-\u3011\u2018-\u201f\uff00-\uff0f\uff1a-\uff20\uff5b-\uff65]+/gi;

function linked(line: string): string {
  let html = "";
  let done = 0;
  for (const match of line.matchAll(LINK)) {
    const url = withoutTail(match[0]);
    if (!URL.canParse(url)) continue;
    const href = escapeHtml(new URL(url).href);
    html += escapeHtml(line.slice(done, match.index));
    html += `<a href="${href}" rel="nofollow ugc noopener">${escapeHtml(url)}</a>`;
    done = match.index + url.length;
  }
  return html + escapeHtml(line.slice(done));
}

/** Without the punctuation that ends a sentence, and without a bracket that was opened before the URL. */
function withoutTail(url: string): string {
  const count = (mark: string): number => url.split(mark).length - 1;
  const over = { ")": count(")") - count("("), "]": count("]") - count("[") };
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1] as string;
    if (".,;:!?*_~".includes(last)) continue;
    if ((last !== ")" && last !== "]") || over[last] <= 0) break;
    over[last] -= 1;
  }
  return url.slice(0, end);
}
