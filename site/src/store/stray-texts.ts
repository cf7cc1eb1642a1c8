// Texts that are not published: Markdown at the top of the folder, or in a folder of another name, and
// what is no Markdown among the posts. Whoever put it there waits for it to appear; one word for each
// folder tells them why it does not.

import { isTextFile } from "./content-files.ts";
import { type Problem, placeIn } from "./problem.ts";

/** What is there for other reasons: files to hand out, templates, words to those who open the folder. */
const LEFT_ALONE = /(^|\/)_|^(files\/|(readme|licen[cs]e|changelog|contributing)\.)/i;

/** What other programs take for a text. */
const OTHER_FORM =
  /^(posts|pages|_posts|_drafts)\/.*\.(mdx|qmd|rmd|org|rst|adoc|asciidoc|textile)$/i;

function strayCode(file: string): "W247" | "W250" | undefined {
  if (OTHER_FORM.test(file)) return "W250";
  if (!/\.(md|markdown)$/i.test(file) || isTextFile(file)) return undefined;
  return LEFT_ALONE.test(file) ? undefined : "W247";
}

export interface StrayTexts {
  /** Notes whether a file, by its id, is there. */
  note(file: string, isThere: boolean): void;
  clear(): void;
  /** A warning (W247, W250) for each folder of them. */
  problems(): readonly Problem[];
}

/** `folder` is the content folder's name, as findings show it. */
export function createStrayTexts(folder: string): StrayTexts {
  const strays = new Set<string>();
  let told: readonly Problem[] | undefined;
  return {
    note(file, isThere) {
      if (!strayCode(file) || strays.has(file) === isThere) return;
      if (isThere) strays.add(file);
      else strays.delete(file);
      told = undefined;
    },
    clear() {
      strays.clear();
      told = undefined;
    },
    problems() {
      const kind = (file: string) => `${strayCode(file)} ${topOf(file)}`;
      told ??= [...Map.groupBy([...strays].sort(), kind).values()].map((files) => {
        const [first = ""] = files;
        const values = { count: String(files.length), value: first.slice(first.lastIndexOf(".")) };
        const code = strayCode(first) ?? "W247";
        return placeIn(`${folder}/${first}`, "").problem(code, { line: 1, column: 1 }, values);
      });
      return told;
    },
  };
}

/** The folder at the top that a file lies in; empty for none. */
function topOf(file: string): string {
  return file.slice(0, Math.max(0, file.indexOf("/")));
}
