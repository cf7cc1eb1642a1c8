// Where a Markdown file's head ends: split by gray-matter, read by the yaml package alone.

import matter from "gray-matter";
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
  if (/^(;;;[ \t]*\r?\n|\{[ \t]*\r?\n\s*")/.test(text)) {
    return { problems: [place.problem("E108", first, { language: "JSON" })] };
  }
  const fence = /^---[ \t]*([^\s-]*)[ \t]*(?:\r?\n|$)/.exec(text);
  const language = fence?.[1] ?? "";
  if (language !== "" && language !== "yaml" && language !== "yml") {
    return { problems: [place.problem("E108", first, { language })] };
  }
  if (!fence) return { yaml: readYaml(""), body: text, bodyLine: 1 };
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
