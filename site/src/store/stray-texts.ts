// Markdown that lies where nothing is published from: at the top of the folder, or in a folder of another
// name. Whoever put it there waits for it to appear; one word for each folder tells them why it does not.

import { isTextFile } from "./content-files.ts";
import { type Problem, placeIn } from "./problem.ts";

/** What is there for other reasons: files to hand out, templates, words to those who open the folder. */
const LEFT_ALONE = /^(_|files\/|(readme|licen[cs]e|changelog|contributing)\.)/i;

function isStray(file: string): boolean {
  return /\.(md|markdown)$/i.test(file) && !isTextFile(file) && !LEFT_ALONE.test(file);
}

export interface StrayTexts {
  /** Notes whether a file, by its id, is there. */
  note(file: string, isThere: boolean): void;
  clear(): void;
  /** A warning (W247) for each folder of them. */
  problems(): readonly Problem[];
}

/** `folder` is the content folder's name, as findings show it. */
export function createStrayTexts(folder: string): StrayTexts {
  const strays = new Set<string>();
  let told: readonly Problem[] | undefined;
  return {
    note(file, isThere) {
      if (!isStray(file) || strays.has(file) === isThere) return;
      if (isThere) strays.add(file);
      else strays.delete(file);
      told = undefined;
    },
    clear() {
      strays.clear();
      told = undefined;
    },
    problems() {
      told ??= [...Map.groupBy([...strays].sort(), topOf).values()].map((files) =>
        placeIn(`${folder}/${files[0]}`, "").problem(
          "W247",
          { line: 1, column: 1 },
          { count: String(files.length) },
        ),
      );
      return told;
    },
  };
}

/** The folder at the top that a file lies in; empty for none. */
function topOf(file: string): string {
  return file.slice(0, Math.max(0, file.indexOf("/")));
}
