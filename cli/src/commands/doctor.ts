import { existsSync } from "node:fs";
import { Command } from "commander";
import { type Finding, fail, ok } from "../doctor/finding.ts";
import { configFindings, homeChecks } from "../doctor/home-checks.ts";
import { livingChecks } from "../doctor/living-checks.ts";
import { machineChecks } from "../doctor/machine-checks.ts";
import { truthChecks } from "../doctor/truth-checks.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { reasonOf } from "../fault.ts";
import { readConfig } from "../home/config.ts";
import { openHouse } from "../home/house.ts";
import { placesOf } from "../home/places.ts";
import { homeFlag } from "../house-options.ts";
import { localSeq } from "../publisher-state.ts";
import type { Shell } from "../shell.ts";

/** `courtyard doctor`: every finding as a line; exit 1 when something has failed. */
export function doctorCommand(shell: Shell, ends: (exit: ExitCode) => void): Command {
  const { words } = shell;
  return homeFlag(new Command("doctor").description(words.doctor.about), words)
    .option("--json", words.flags.json)
    .action(async (flags: { home?: string; json?: boolean }) => {
      const findings = await examine(flags, shell);
      const failed = findings.filter(({ state }) => state === "fail").length;
      if (flags.json) {
        shell.terminal.print(JSON.stringify({ ok: failed === 0, findings }, null, 2));
      } else {
        report(findings, shell);
      }
      if (failed > 0) ends(EXIT.failed);
    });
}

async function examine(flags: { home?: string }, shell: Shell): Promise<Finding[]> {
  const { doctor } = shell.words;
  const places = placesOf(flags.home, shell);
  const findings: Finding[] = [];
  /** A check that breaks is a finding too: the doctor never dies of a patient. */
  const attempt = async (check: string, look: () => Promise<readonly Finding[]>) => {
    try {
      findings.push(...(await look()));
    } catch (error) {
      findings.push(fail(check, doctor.unexpected(check, reasonOf(error)), doctor.unexpectedMend));
    }
  };
  await attempt("machine", () => machineChecks(places.home, shell));
  await attempt("home", () => homeChecks(places, shell));
  if (!existsSync(places.home)) return findings;
  await attempt("config", async () => {
    const read = await readConfig(places.config);
    return read.ok ? [ok("config", doctor.config)] : configFindings(read, places, shell);
  });
  if (findings.some(({ check, state }) => check === "config" && state === "fail")) return findings;
  await attempt("living", async () => {
    const house = await openHouse(flags, shell);
    findings.push(
      existsSync(house.content)
        ? ok("content", doctor.content(house.content))
        : fail(
            "content",
            shell.words.start.noContent(house.content),
            shell.words.start.noContentMend(house.content),
          ),
    );
    const living = await livingChecks(house, shell);
    if (!living.sidecar) return living.findings;
    const seq = await localSeq(places);
    return [
      ...living.findings,
      ...(await truthChecks(house, { shell, vault: living.vault, localSeq: seq })),
    ];
  });
  return findings;
}

function report(findings: readonly Finding[], { terminal, words }: Shell): void {
  const { states } = words.doctor;
  const paint = { ok: terminal.good, warn: terminal.warn, fail: terminal.bad };
  const width = Math.max(...Object.values(states).map((state) => state.length));
  for (const { state, text, mend } of findings) {
    const gap = " ".repeat(width - states[state].length + 2);
    terminal.print(`${paint[state](states[state])}${gap}${text}`);
    if (mend !== undefined) terminal.print(`${" ".repeat(width + 2)}${mend}`);
  }
  const count = (state: Finding["state"]) => findings.filter((one) => one.state === state).length;
  terminal.print();
  terminal.print(words.doctor.summary(count("warn"), count("fail")));
}
