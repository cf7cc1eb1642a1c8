// The Nu Html Checker (W3C), as one process for all files.

import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { z } from "zod";
import { JAVA } from "../system-package.ts";

const run = promisify(execFile);

const report = z.object({
  messages: z.array(
    z.object({
      type: z.string(),
      subType: z.string().optional(),
      url: z.string().optional(),
      lastLine: z.number().optional(),
      message: z.string(),
      extract: z.string().optional(),
    }),
  ),
});

/** An error or a warning of the checker. */
export interface HtmlMessage {
  readonly isError: boolean;
  /** The file as it was given, an absolute path. */
  readonly file: string;
  readonly message: string;
  /** The source around it. */
  readonly extract: string;
}

/** The path of the checker's archive, or what is missing on this machine. */
export function findVnu(): { jar: string } | { missing: "java" | "vnu-jar" } {
  let jar: string;
  try {
    const require = createRequire(import.meta.url);
    jar = require.resolve("vnu-jar/build/dist/vnu.jar");
  } catch {
    return { missing: "vnu-jar" };
  }
  return JAVA.isThere() ? { jar } : { missing: "java" };
}

/** Checks HTML files by their absolute paths. Throws when the checker itself breaks. */
export async function checkHtml(
  files: readonly string[],
  { jar }: { jar: string },
): Promise<HtmlMessage[]> {
  if (files.length === 0) return [];
  // The second compiler takes longer to warm up than a hundred pages take; deep pages need the stack.
  const java = ["-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", jar];
  const options = ["--format", "json", "--exit-zero-always"];
  const { stderr } = await run("java", [...java, ...options, ...files], {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  const { messages } = report.parse(JSON.parse(stderr));
  return messages
    .filter(({ type, subType }) => type === "error" || subType === "warning")
    .map(({ type, url, message, extract }) => ({
      isError: type === "error",
      file: url?.startsWith("file:") ? decodeURIComponent(new URL(url).pathname) : (url ?? ""),
      message,
      extract: (extract ?? "").replace(/\s+/g, " ").trim(),
    }));
}
