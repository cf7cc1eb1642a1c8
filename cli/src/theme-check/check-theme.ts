// `courtyard theme check`: the files first, then the demo site under the theme, then its pages in a
// browser. What needs a program that is missing is skipped and says so.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { BundleFailed } from "@courtyard/site/bundle/load-bundle.ts";
import { RenderFailed } from "@courtyard/site/publisher/render-page.ts";
import { describeProblem, type Problem } from "@courtyard/site/store/problem.ts";
import { openTheme } from "@courtyard/site/theme/open-theme.ts";
import type { Words } from "../words/english.ts";
import { buildFinding } from "./build-finding.ts";
import type { CheckOptions } from "./check-options.ts";
import { pagesToLookAt, pagesToSample } from "./demo-pages.ts";
import { serveDemo } from "./demo-server.ts";
import { DemoProblems, type DemoSite, renderDemo } from "./demo-site.ts";
import { feedDifferences } from "./feed-rule.ts";
import { type Finding, gather, type Skipped } from "./finding.ts";
import { htmlFindings } from "./html-rule.ts";
import { lookAtPages } from "./look-at-pages.ts";
import { openBrowser } from "./open-browser.ts";
import { RULES, type RuleId } from "./rule.ts";
import { sourceFindings } from "./source-rules.ts";
import { styleFindings } from "./style-rule.ts";
import { typeFindings } from "./type-rule.ts";

/** What a check found. */
export interface ThemeReport {
  /** In the order of the rules, errors before warnings. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** Pages that were looked at. */
  readonly pages: number;
}

const BROWSER_RULES: readonly RuleId[] = [
  ...(["axe", "heading", "landmark", "skip-link", "overflow", "motion", "print"] as const),
  ...(["no-script", "script-budget", "third-party", "inline-script", "console"] as const),
];
const BUILD_RULES: readonly RuleId[] = [...BROWSER_RULES, "html", "style-budget", "feeds"];
/** The theme whose feeds and addresses every other one has to have. */
const CORE_THEME = "courtyard";

/** Checks the theme in `folder` (an absolute path). */
export async function checkTheme(folder: string, options: CheckOptions): Promise<ThemeReport> {
  const { words } = options;
  const say = words.themeCheck;
  const shown = (path: string) => options.shown(join(folder, path));
  const settings = { theme: folder, source: `theme: ${folder}\n` };
  const opened = openTheme(settings, { contentDir: folder, folder });
  if (!opened.ok) return refused(opened.problems, { ...options, folder });

  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  const skip = (rules: readonly RuleId[], reason: string) => {
    for (const rule of rules) skipped.push({ rule, reason });
  };
  findings.push(...sourceFindings(opened.open, { say, shown }));

  const types = typeFindings(folder, { ...options, shown });
  // Whatever fails first, the type checker's own process is waited for.
  types.catch(() => undefined);
  let pages = 0;
  const own = join(folder, "demo");
  const extra = existsSync(own) ? own : undefined;
  try {
    // One after another: they share the bundle, and the first makes it.
    await using hard = await renderDemo("hard", { theme: folder, extra });
    await using one = await renderDemo("one", { theme: folder });
    await using many = await renderDemo("many", { theme: folder });
    const views = [
      { site: hard, files: pagesToLookAt(hard.pages) },
      { site: one, files: pagesToSample(one.pages) },
      { site: many, files: pagesToSample(many.pages) },
    ];
    pages = views.reduce((sum, { files }) => sum + files.length, 0);
    const html = htmlFindings(views, options);
    html.catch(() => undefined);
    findings.push(...(await styleFindings(views, words)));
    findings.push(...(await feedFindings(hard, { folder, extra, words })));
    findings.push(...(await browserFindings(views, { ...options, skip })));
    const { findings: wrong, reason } = await html;
    findings.push(...wrong);
    if (reason !== undefined) skip(["html"], reason);
  } catch (error) {
    const isDesigners =
      error instanceof BundleFailed ||
      error instanceof RenderFailed ||
      error instanceof DemoProblems;
    if (!isDesigners) throw error;
    findings.push(...buildFinding(error, { folder, words, shown: options.shown }));
    skip(BUILD_RULES, say.notBuilt);
  }
  const checked = await types;
  findings.push(...checked.findings);
  if (checked.reason !== undefined) skip(["types"], checked.reason);
  return report(findings, { skipped, pages, env: options.env });
}

async function feedFindings(
  site: DemoSite,
  { folder, extra, words }: { folder: string; extra: string | undefined; words: Words },
): Promise<Finding[]> {
  if (folder.endsWith(join("themes", CORE_THEME))) return [];
  await using core = await renderDemo("hard", { theme: CORE_THEME, extra });
  return (await feedDifferences(site, core)).map(({ file, how }) => ({
    rule: "feeds",
    severity: "error",
    text: words.themeCheck.feeds[how](file),
  }));
}

async function browserFindings(
  views: readonly { site: DemoSite; files: readonly string[] }[],
  options: CheckOptions & { skip: (rules: readonly RuleId[], reason: string) => void },
): Promise<Finding[]> {
  const browser = await openBrowser(options.env);
  if (!browser) {
    options.skip(BROWSER_RULES, options.words.themeCheck.noChromium);
    return [];
  }
  try {
    const findings: Finding[] = [];
    for (const { site, files } of views) {
      await using server = await serveDemo(site);
      findings.push(...(await lookAtPages(files, { ...options, browser, server })));
    }
    return findings;
  } finally {
    await browser.close();
  }
}

/** The rule that a problem of the publisher's own reading breaks. */
function ruleOf({ code, values }: Problem): RuleId {
  if (code === "E135") return "template-missing";
  if (code === "E136" || code === "E137") return "token";
  if (code === "E139") return "word-missing";
  return values.key?.startsWith("settings.") ? "setting" : "manifest";
}

function refused(
  problems: readonly Problem[],
  { words, env, folder, shown }: CheckOptions & { folder: string },
): ThemeReport {
  const findings = problems.map((problem): Finding => {
    // A theme that lacks something is named by site.yaml, of which a check has none.
    const isNaming = problem.file.endsWith("site.yaml");
    const place = isNaming
      ? { file: shown(join(folder, "theme.ts")) }
      : { file: shown(problem.file), line: problem.line };
    const text = describeProblem(problem, words.code);
    return { rule: ruleOf(problem), severity: problem.severity, text, ...place };
  });
  const rules = RULES.filter((rule) => rule !== "manifest" && rule !== "template-missing");
  const skipped = rules.map((rule) => ({ rule, reason: words.themeCheck.notBuilt }));
  return report(findings, { skipped, pages: 0, env });
}

function report(
  findings: readonly Finding[],
  {
    skipped,
    pages,
    env,
  }: { skipped: readonly Skipped[]; pages: number } & Pick<CheckOptions, "env">,
): ThemeReport {
  // CI must not pass by looking at nothing.
  const unseen = env.CI === "true" ? skipped : [];
  const failed = unseen.map(
    ({ rule, reason }): Finding => ({ rule, severity: "error", text: reason }),
  );
  const order = (finding: Finding) =>
    RULES.indexOf(finding.rule) + (finding.severity === "error" ? 0 : RULES.length);
  const sorted = [...gather(findings), ...failed].sort((a, b) => order(a) - order(b));
  return { findings: sorted, skipped, pages };
}
