import { Command } from "commander";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import type { ThemeReport } from "../theme-check/check-theme.ts";
import type { Finding } from "../theme-check/finding.ts";

/** `courtyard theme check [THEME]`: exit 1 when a rule is broken. */
export function themeCheckCommand(shell: Shell, ends: (exit: ExitCode) => void): Command {
  const { terminal, words, cwd, env } = shell;
  const say = words.themeCheck;
  return new Command("check")
    .description(say.about)
    .argument("[theme]", say.theme)
    .option("--json", words.flags.json)
    .action(async (name: string | undefined, flags: { json?: boolean }) => {
      // Loaded here: publisher, sidecar and checkers are most of what this program could load.
      const { checkTheme } = await import("../theme-check/check-theme.ts");
      const { namedTheme } = await import("../theme-check/named-theme.ts");
      const { folder, shown } = namedTheme(name, { cwd, words });
      const began = performance.now();
      const done = flags.json ? () => undefined : terminal.progress(say.checking(shown(folder)));
      const report = await checkTheme(folder, {
        words,
        env,
        shown,
        installing: (what) => terminal.note(say.installing(what)),
        signal: shell.untilStopped(),
      });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      done(say.checked(report.pages, seconds));
      const errors = report.findings.filter(({ severity }) => severity === "error").length;
      if (flags.json) {
        const theme = shown(folder);
        terminal.print(JSON.stringify({ ok: errors === 0, theme, ...report }, null, 2));
      } else print(report, shell);
      if (errors > 0) ends(EXIT.failed);
    });
}

function print({ findings, skipped }: ThemeReport, { terminal, words }: Shell): void {
  const say = words.themeCheck;
  for (const { rule, severity, text, pages, ...place } of findings) {
    const word =
      severity === "error" ? terminal.bad(say.errorWord) : terminal.warn(say.warningWord);
    const count = pages === undefined ? "" : ` (${say.onPages(pages)})`;
    terminal.print(`${placeOf(place)}${word} ${rule}  ${text}${count}`);
  }
  for (const reason of new Set(skipped.map((one) => one.reason))) {
    const rules = skipped.filter((one) => one.reason === reason).map(({ rule }) => rule);
    terminal.print(`${terminal.warn(say.skippedWord)} ${rules.join(", ")}  ${reason}`);
  }
  const count = (severity: Finding["severity"]) =>
    findings.filter((one) => one.severity === severity).length;
  terminal.print(say.summary(count("error"), count("warning")));
}

function placeOf({ file, line, page }: Pick<Finding, "file" | "line" | "page">): string {
  const place = file === undefined ? page : line === undefined ? file : `${file}:${line}`;
  return place === undefined ? "" : `${place} `;
}
