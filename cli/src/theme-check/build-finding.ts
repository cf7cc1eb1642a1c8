import { RenderFailed } from "@courtyard/site/publisher/render-page.ts";
import { describeProblem } from "@courtyard/site/store/problem.ts";
import type { Words } from "../words/english.ts";
import { DemoProblems } from "./demo-site.ts";
import type { Finding } from "./finding.ts";

/** What the compiler, a template or the reading of the demo's texts said, at its file and line. */
export function buildFinding(
  error: unknown,
  { folder, words, shown }: { folder: string; words: Words; shown: (path: string) => string },
): Finding[] {
  if (error instanceof DemoProblems) {
    return error.problems.map((problem) => ({
      rule: "build",
      severity: problem.severity,
      text: describeProblem(problem, words.code),
      file: problem.file,
      line: problem.line,
    }));
  }
  if (error instanceof RenderFailed) {
    const { path, reason, place } = error.fault;
    return [
      {
        rule: "build",
        severity: "error",
        text: words.themeCheck.threw(path, reason),
        ...(place ? { file: shown(place.file), line: place.line } : {}),
        page: path,
      },
    ];
  }
  const message = error instanceof Error ? error.message : String(error);
  const [, file, line] = placeOf(message, folder) ?? [];
  const text = message
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .slice(0, 4)
    .join(" ")
    .slice(0, 600);
  return [
    {
      rule: "build",
      severity: "error",
      text,
      ...(file === undefined ? {} : { file: shown(file) }),
      ...(line === undefined ? {} : { line: Number(line) }),
    },
  ];
}

/** The first place in the theme that a message names. */
function placeOf(message: string, folder: string): RegExpExecArray | null {
  const path = folder.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(${path}/[^\\s:)]+)(?::(\\d+))?`).exec(message);
}
