// What is wrong with a writer's file, with the place and the line, in the writer's language.

import { problemReasons } from "./problem-reasons.ts";
import { expectations, problemWording, type Wording } from "./problem-wording.ts";

export type ProblemCode = keyof Wording;

/** One finding. `file` is relative to the content folder's parent; `line` and `column` count from 1. */
export interface Problem {
  readonly code: ProblemCode;
  /** An error keeps the file out of the site (its last good version stays); a warning does not. */
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The offending line as it stands in the file. */
  readonly excerpt: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The finding as one sentence, without its place. */
export function describeProblem(problem: Problem, lang: "en" | "zh" = "en"): string {
  const wording = problemWording[lang][problem.code];
  const { key = "", as = key } = problem.values;
  const known = expectations[lang];
  const wish = known[as] ?? known[as.split(".")[0] ?? ""] ?? known.anything ?? "";
  const expected = filled(wish, problem.values);
  const given: Readonly<Record<string, string>> = { ...problem.values, expected };
  const why = problemReasons[lang][problem.values.why ?? ""];
  const reason = why === undefined ? given.reason : filled(why, given);
  return filled(wording, reason === undefined ? given : { ...given, reason });
}

function filled(wording: string, values: Readonly<Record<string, string>>): string {
  return wording.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The finding as a terminal shows it: `file:line:column severity code sentence`, then the line. */
export function formatProblem(problem: Problem, lang: "en" | "zh" = "en"): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const head = `${place} ${problem.severity} ${problem.code} ${describeProblem(problem, lang)}`;
  if (problem.excerpt === "") return head;
  const number = String(problem.line);
  const pointer = " ".repeat(number.length + 3 + displayWidth(problem.excerpt, problem.column - 1));
  return `${head}\n${number} | ${problem.excerpt}\n${pointer}^`;
}

/** Columns that the first `count` characters take in a terminal: East Asian wide ones take two. */
function displayWidth(line: string, count: number): number {
  let width = 0;
  for (const char of line.slice(0, count)) width += WIDE.test(char) ? 2 : 1;
  return width;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Where a reader is: makes findings that know their file and its text. */
export interface Place {
  problem(
    code: ProblemCode,
    at: { line: number; column: number },
    values?: Record<string, string>,
  ): Problem;
}

/** Findings in `file`, whose whole text is `text`; codes that begin with W are warnings. */
export function placeIn(file: string, text: string): Place {
  let lines: string[] | undefined;
  return {
    problem(code, { line, column }, values = {}) {
      lines ??= text.split(/\r\n|\n|\r/);
      const excerpt = lines[line - 1] ?? "";
      const severity = code.startsWith("W") ? "warning" : "error";
      return { code, severity, file, line, column, excerpt, values };
    },
  };
}
