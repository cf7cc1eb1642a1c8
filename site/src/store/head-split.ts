// Where a Markdown file's head ends: split by gray-matter, read by the yaml package alone.

import matter from "gray-matter";
import { isKnownKey } from "./frontmatter-keys.ts";
import type { Place, Problem } from "./problem.ts";
import { readYaml, type YamlSource } from "./yaml-source.ts";

/** gray-matter's own engines would run JavaScript (`---js`) and skip the checks of YAML. */
class OtherLanguage extends Error {}

/** A head and the text below it; `bodyLine` is the text's first line, from 1. */
export interface HeadSplit {
  readonly yaml: YamlSource;
  readonly body: string;
  readonly bodyLine: number;
}

/** Splits a file's text (E101, E108, E109); `textKeys` keep their spelling. */
export function splitHead(
  source: string,
  { place, textKeys }: { place: Place; textKeys: (key: string) => boolean },
): HeadSplit | { problems: readonly Problem[] } {
  const text = source.replace(/^\uFEFF/, "");
  const first = { line: 1, column: 1 };
  // Hugo's TOML and JSON: told apart from text, since a head that is shown as text is a nuisance.
  if (/^\+\+\+[ \t]*\r?\n(?:.*\r?\n)*?\+\+\+[ \t]*(\r?\n|$)/.test(text)) {
    return { problems: [place.problem("E108", first, { language: "TOML" })] };
  }
  if (/^(;;;[ \t]*\r?\n|\{[ \t]*\r?\n\s*"|"[\w-]+":.*\r?\n(?:.*\r?\n)*?;;;)/.test(text)) {
    return { problems: [place.problem("E108", first, { language: "JSON" })] };
  }
  const fence = /^---[ \t]*([^\s-]*)[ \t]*(?:\r?\n|$)/.exec(text);
  const language = fence?.[1] ?? "";
  if (language !== "" && language !== "yaml" && language !== "yml") {
    return { problems: [place.problem("E108", first, { language })] };
  }
  if (!fence) return splitLooseHead(text, { place, textKeys });
  if (!/\r?\n---[ \t]*(\r?\n|$)/.test(text.slice(3))) {
    return { problems: [place.problem("E109", first)] };
  }
  const other = {
    parse: (): never => {
      throw new OtherLanguage();
    },
  };
  let yaml = readYaml("");
  const file = matter(text, {
    engines: {
      yaml: {
        parse(head: string) {
          // The head that gray-matter hands over begins with the line break after `---`.
          yaml = readYaml(head, { textKeys });
          return {};
        },
      },
      json: other,
      javascript: other,
    },
  });
  if (yaml.errors.length > 0) {
    const problems = yaml.errors.map((e) => place.problem("E101", e.at, { reason: e.reason }));
    return { problems };
  }
  const before = text.slice(0, text.length - file.content.length);
  return { yaml, body: file.content, bodyLine: before.split(/\r\n|\n|\r/).length };
}

/** A line that ends a head; phones make dashes of `---`. */
const RULE = /^(?:-{3,}|(?=-*[–—])[-–—]+)[ \t]*$/;
const KEY = /^([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]|$)/;
/** A value that goes on, an item, a comment, or nothing. */
const WITHIN = /^(?:[ \t]|-[ \t]|#|$)/;

/**
 * A head that does not begin as one should: without the line above it, as Hexo lets it be, below empty
 * lines, or between longer rules. Shown as text it would be a nuisance, and a draft among such files
 * would be published. It is one when a key that is known stands in it, and nothing but keys.
 */
function splitLooseHead(
  text: string,
  { place, textKeys }: { place: Place; textKeys: (key: string) => boolean },
): HeadSplit | { problems: readonly Problem[] } {
  const none = { yaml: readYaml(""), body: text, bodyLine: 1 };
  const lines = text.split(/\r\n|\n|\r/);
  let start = lines.findIndex((line) => line.trim() !== "");
  if (start < 0) return none;
  if (RULE.test(lines[start] ?? "")) start += 1;
  if (!KEY.test(lines[start] ?? "")) return none;
  let isHead = false;
  let end = start;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? "";
    if (RULE.test(line)) break;
    const key = KEY.exec(line)?.[1];
    if (key === undefined && !WITHIN.test(line)) return none;
    isHead ||= key !== undefined && isKnownKey(key);
  }
  if (!isHead || end === lines.length) return none;
  const head = lines.slice(start, end).join("\n");
  const yaml = readYaml(head, { textKeys, firstLine: start + 1 });
  if (yaml.errors.length > 0) {
    const problems = yaml.errors.map((e) => place.problem("E101", e.at, { reason: e.reason }));
    return { problems };
  }
  return { yaml, body: lines.slice(end + 1).join("\n"), bodyLine: end + 2 };
}
