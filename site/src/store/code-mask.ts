// Markdown with its code blanked out, character for character: what is looked for in a text is not
// looked for in its examples, and is found at its own place.

const FENCE = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,})(.*)$/;
const ITEM = /^[ \t]*([-*+]|\d{1,9}[.)])[ \t]/;

/** `body` with fenced, indented and inline code and HTML comments as spaces; line breaks stay. */
export function maskCode(body: string): string {
  const blocks = maskBlocks(body);
  return maskSpans(blocks).replace(/<!--[\s\S]*?-->/g, blank);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

function maskBlocks(body: string): string {
  if (!/```|~~~|^(?: {4}|\t)/m.test(body)) return body;
  let fence: string | undefined;
  let inList = false;
  let mayIndent = true;
  return body
    .split("\n")
    .map((line) => {
      const [, marks = "", info = ""] = FENCE.exec(line) ?? [];
      if (fence !== undefined) {
        const closes = marks.startsWith(fence) && info.trim() === "";
        if (closes) fence = undefined;
        return blank(line);
      }
      if (marks !== "" && !(marks.startsWith("`") && info.includes("`"))) {
        fence = marks;
        mayIndent = true;
        return blank(line);
      }
      if (line.trim() === "") {
        mayIndent = true;
        return line;
      }
      const indented = /^(?: {4}|\t)/.test(line);
      if (ITEM.test(line)) inList = true;
      else if (!/^[ \t]/.test(line)) inList = false;
      // Under a list, four spaces are the item's own text.
      if (indented && mayIndent && !inList) return blank(line);
      mayIndent = false;
      return line;
    })
    .join("\n");
}

/** CommonMark 6.1: a run of backticks is closed by the next run of the same length in its paragraph. */
function maskSpans(body: string): string {
  if (!body.includes("`")) return body;
  let masked = "";
  let done = 0;
  for (const paragraph of body.matchAll(/(?:[^\n]|\n(?![ \t]*\n))+/g)) {
    const runs = [...paragraph[0].matchAll(/\\?(`+)/g)].map((run) => ({
      at: paragraph.index + run.index + run[0].length - (run[1]?.length ?? 0),
      length: run[1]?.length ?? 0,
      escaped: run[0].startsWith("\\"),
    }));
    const byLength = new Map<number, number[]>();
    for (const { at, length } of runs) byLength.set(length, [...(byLength.get(length) ?? []), at]);
    let from = 0;
    for (const { at, length, escaped } of runs) {
      if (at < from || (escaped && length === 1)) continue;
      const close = byLength.get(length)?.find((other) => other > at);
      if (close === undefined) continue;
      from = close + length;
      masked += body.slice(done, at) + blank(body.slice(at, from));
      done = from;
    }
  }
  return masked + body.slice(done);
}
