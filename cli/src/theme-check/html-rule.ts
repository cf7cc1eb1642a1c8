// Every page by the Nu Html Checker, with comments in it as readers get it.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePackage, JAVA } from "../system-package.ts";
import type { CheckOptions } from "./check-options.ts";
import { withComments } from "./demo-server.ts";
import type { DemoSite } from "./demo-site.ts";
import type { Finding } from "./finding.ts";
import { addressOf } from "./page-kind.ts";
import { checkHtml, findVnu } from "./vnu.ts";

/** The findings, and where nothing could be checked the reason. */
export async function htmlFindings(
  views: readonly { site: DemoSite; files: readonly string[] }[],
  { words, env, installing }: Pick<CheckOptions, "words" | "env" | "installing">,
): Promise<{ findings: Finding[]; reason?: string }> {
  const say = words.themeCheck;
  ensurePackage(JAVA, { env, installing });
  const found = findVnu();
  if ("missing" in found) {
    return { findings: [], reason: found.missing === "java" ? say.noJava : say.noVnu };
  }
  const folder = await mkdtemp(join(tmpdir(), "courtyard-html-"));
  try {
    const pages = new Map<string, string>();
    for (const { site, files } of views) {
      for (const file of files) {
        const copy = join(folder, `${pages.size}.html`);
        const html = (await site.read(file)).toString("utf8");
        await writeFile(copy, withComments(html, addressOf(file)));
        pages.set(copy, addressOf(file));
      }
    }
    const messages = await checkHtml([...pages.keys()], found);
    // A guess of vnu's: the demo's third language has texts, and no words of the interface.
    const certain = messages.filter(({ message }) => !/appears to be written in/.test(message));
    return {
      findings: certain.map(({ isError, file, message, extract }) => ({
        rule: "html",
        severity: isError ? "error" : "warning",
        text: say.html(message, extract.slice(0, 160)),
        ...(pages.has(file) ? { page: pages.get(file) as string } : {}),
      })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
