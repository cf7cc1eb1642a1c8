import { Command, CommanderError } from "commander";
import pkg from "../package.json" with { type: "json" };
import { devCommand } from "./commands/dev.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { followCommand } from "./commands/follow.ts";
import { initCommand } from "./commands/init.ts";
import { previewCommand } from "./commands/preview.ts";
import { publishCommand } from "./commands/publish.ts";
import { rollbackCommand } from "./commands/rollback.ts";
import { sidecarCommand } from "./commands/sidecar.ts";
import { startCommand } from "./commands/start.ts";
import { themeCommand } from "./commands/theme.ts";
import { vaultCommand } from "./commands/vault.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { CliFault, reasonOf } from "./fault.ts";
import type { Shell } from "./shell.ts";
import { usageSentence } from "./usage-sentence.ts";

/** Runs one command line to its end and returns the exit code; everything said goes to the shell's terminal. */
export async function runCourtyard(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const { terminal, words } = shell;
  let exit: ExitCode = EXIT.ok;
  const ends = (code: ExitCode) => {
    exit = code;
  };
  const program = new Command("courtyard")
    .description(words.program)
    .version(pkg.version, "-V, --version", words.versionFlag)
    .addHelpText("after", `\n${words.where}\n${words.exitCodes}`);
  program
    .addCommand(initCommand(shell))
    .addCommand(startCommand(shell))
    .addCommand(publishCommand(shell))
    .addCommand(previewCommand(shell))
    .addCommand(rollbackCommand(shell))
    .addCommand(sidecarCommand(shell))
    .addCommand(vaultCommand(shell))
    .addCommand(themeCommand(shell, ends))
    .addCommand(followCommand(shell))
    .addCommand(devCommand(shell))
    .addCommand(doctorCommand(shell, ends));
  everyCommand(program, (command) => speak(command, shell));
  try {
    await program.parseAsync(idsLast(argv), { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      const sentence = usageSentence(error, words);
      if (sentence !== null) terminal.note(terminal.bad(sentence));
      terminal.note(words.helpHint(commandNamed(program, argv)));
      return EXIT.usage;
    }
    return sayFault(error, shell);
  }
}

/** One device in 64 has an id that begins as an option does; behind `--` it is read as the word that it is. */
function idsLast(argv: readonly string[]): readonly string[] {
  const ids = argv.filter((word) => /^-[\w-]{21}$/.test(word) && !/^--[a-z-]+$/.test(word));
  if (ids.length === 0 || argv.includes("--")) return argv;
  return [...argv.filter((word) => !ids.includes(word)), "--", ...ids];
}

function sayFault(error: unknown, { terminal, words, env }: Shell): ExitCode {
  const debug = env.COURTYARD_DEBUG && error instanceof Error ? error.stack : undefined;
  if (error instanceof CliFault) {
    const [first = "", ...rest] = error.message.split("\n");
    terminal.note([terminal.bad(first), ...rest].join("\n"));
    if (error.mend) terminal.note(error.mend);
    if (debug) terminal.note(debug);
    return error.exit;
  }
  terminal.note(terminal.bad(words.unexpected(reasonOf(error))));
  terminal.note(debug ?? words.unexpectedMend);
  return EXIT.failed;
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) everyCommand(child, visit);
}

/** Gives a command our language, our streams, and errors as values of the run instead of exits. */
function speak(command: Command, { terminal, words }: Shell): void {
  const { headings } = words;
  const titles: Record<string, string> = {
    "Usage:": headings.usage,
    "Commands:": headings.commands,
    "Options:": headings.options,
    "Arguments:": headings.arguments,
  };
  command
    .exitOverride()
    .helpOption("-h, --help", words.helpFlag)
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: () => undefined, // said once, by runCourtyard
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => true, // the terminal's own colours decide
      stripColor: (text) => text,
    })
    .configureHelp({
      styleTitle: (title) => terminal.bold(titles[title] ?? title),
      optionDescription: (option) => {
        const from = option.envVar === undefined ? "" : ` (${words.envWord}: ${option.envVar})`;
        const usual =
          typeof option.defaultValue === "string"
            ? ` (${words.defaultWord}: ${option.defaultValue})`
            : "";
        return `${option.description}${from}${usual}`;
      },
    });
}

/** The command that the line meant, as far as it can be told, for the hint. */
function commandNamed(program: Command, argv: readonly string[]): string {
  let command = program;
  const names = [program.name()];
  for (const word of argv) {
    const child = command.commands.find((one) => one.name() === word);
    if (child === undefined) break;
    names.push(child.name());
    command = child;
  }
  return names.join(" ");
}
