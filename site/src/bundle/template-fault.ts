// Where in a theme something was thrown, told by the maps that lie beside a bundle's modules.

import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A line of a template, from 1; `file` is absolute, as it was when the bundle was made: a folder that
 * was moved since has its old name here.
 */
export interface TemplatePlace {
  readonly file: string;
  readonly line: number;
}

const FRAME = /\bat .*?(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)\)?$/;

/** The innermost template that the error came through, if it came through any. */
export function templatePlace(error: unknown): TemplatePlace | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const frame of stack.split("\n")) {
    const [, url, line = "", column = ""] = FRAME.exec(frame) ?? [];
    if (url === undefined) continue;
    const module = fileURLToPath(url);
    const map = mapOf(module);
    const entry = map?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !("originalSource" in entry) || !entry.originalSource.endsWith(".astro"))
      continue;
    const source = entry.originalSource.replace(/^file:\/\//, "");
    return { file: resolve(dirname(module), source), line: entry.originalLine + 1 };
  }
  return undefined;
}

function mapOf(module: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${module}.map`, "utf8")));
  } catch {
    return undefined;
  }
}
