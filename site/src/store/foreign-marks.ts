// What other programs put into a text that is not Markdown: Obsidian's comments, which its writer takes
// to be hidden, and tags of Hugo's, Jekyll's and Hexo's templates, which nobody runs here.

import { maskBlocks, spanAt } from "./code-mask.ts";

/** A code span, or a comment: whichever begins first has what is in it. */
const OPENING = /`+|(?<![\\%\p{N}])%%(?!%)/gu;
const TEMPLATE_TAG = /\{\{[<%]-?[ \t]*\/?[\p{L}]|\{%-?[ \t]*[a-z]/u;

/** The text without `%% what only its writer is to see %%`; line breaks stay, so that lines keep their numbers. */
export function withoutComments(body: string): string {
  if (!body.includes("%%")) return body;
  const prose = maskBlocks(body);
  let kept = "";
  let done = 0;
  OPENING.lastIndex = 0;
  for (let open = OPENING.exec(prose); open; open = OPENING.exec(prose)) {
    if (open[0] !== "%%") {
      OPENING.lastIndex = spanAt(prose, open.index).end;
      continue;
    }
    const close = prose.indexOf("%%", open.index + 2);
    if (close < 0) break;
    if (prose[close - 1] === "\\" || prose[close + 2] === "%") continue;
    kept += body.slice(done, open.index) + prose.slice(open.index, close).replace(/[^\n]/g, "");
    done = close + 2;
    OPENING.lastIndex = done;
  }
  return kept + body.slice(done);
}

/** Where a text, without its code, has the first tag of a template: `{{< figure >}}`, `{% include %}`. */
export function templateTagIn(prose: string): { at: number; tag: string } | undefined {
  if (!prose.includes("{%") && !prose.includes("{{")) return undefined;
  const match = TEMPLATE_TAG.exec(prose);
  if (!match) return undefined;
  const line = prose.slice(match.index).split(/[\r\n]/, 1)[0] ?? "";
  const close = /[%>]\}+/.exec(line);
  const end = close ? close.index + close[0].length : line.length;
  return { at: match.index, tag: line.slice(0, Math.min(end, LONGEST_TAG)) };
}

const LONGEST_TAG = 60;
