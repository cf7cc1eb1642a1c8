// Markdown with its code blanked out, character for character: what is looked for in a text is not
// looked for in its examples, and is found at its own place.

const FENCE = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,})(.*)$/;
const ITEM = /^[ \t]*([-*+]|\d{1,9}[.)])[ \t]/;

/** `body` with fenced, indented and inline code and HTML comments as spaces; line breaks stay. */
export function maskCode(body: string): string {
  const prose = maskSpans(maskBlocks(body));
  return prose.includes("<!--") ? maskComments(prose) : prose;
}

/** By hand, since a pattern reads to the end of the text for each comment that nobody closes. */
function maskComments(text: string): string {
  let masked = "";
  let done = 0;
  for (let open = text.indexOf("<!--"); open >= 0; open = text.indexOf("<!--", done)) {
    const close = text.indexOf("-->", open + 4);
    if (close < 0) break;
    masked += text.slice(done, open) + blank(text.slice(open, close + 3));
    done = close + 3;
  }
  return masked + text.slice(done);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

/** `body` with fenced and indented code as spaces. */
export function maskBlocks(body: string): string {
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

function maskSpans(body: string): string {
  let masked = "";
  let done = 0;
  for (let run = body.indexOf("`"); run >= 0; ) {
    const { end, isCode } = spanAt(body, run);
    if (isCode) {
      masked += body.slice(done, run) + blank(body.slice(run, end));
      done = end;
    }
    run = body.indexOf("`", end);
  }
  return masked + body.slice(done);
}

/** CommonMark 6.1: a run of backticks is closed by the next run of the same length in its paragraph. */
export function spanAt(body: string, run: number): { end: number; isCode: boolean } {
  let end = run + 1;
  while (body[end] === "`") end += 1;
  const length = end - run;
  const escaped = body[run - 1] === "\\" && length === 1;
  const close = escaped ? -1 : closingRun(body, end, length);
  return close < 0 ? { end, isCode: false } : { end: close + length, isCode: true };
}

/** Where the next run of just this length begins, before the next empty line; -1 for nowhere. */
function closingRun(body: string, from: number, length: number): number {
  let seen = from;
  for (let at = body.indexOf("`", from); at >= 0; ) {
    if (/\n[ \t]*\n/.test(body.slice(seen, at))) return -1;
    let end = at + 1;
    while (body[end] === "`") end += 1;
    if (end - at === length) return at;
    seen = end;
    at = body.indexOf("`", end);
  }
  return -1;
}
