import type { CommanderError } from "commander";
import type { Words } from "./words/english.ts";

/** What commander says about a wrong command line, in our words; null when it has shown the help instead. */
export function usageSentence(error: CommanderError, words: Words): string | null {
  const { usage } = words;
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.help":
      return usage.missingCommand;
    case "commander.unknownOption":
      return usage.unknownOption(named);
    case "commander.unknownCommand":
      return usage.unknownCommand(named);
    case "commander.missingArgument":
      return usage.missingArgument(named);
    case "commander.optionMissingArgument":
      return usage.optionMissingArgument(named);
    case "commander.excessArguments":
      return usage.excessArguments;
    case "commander.invalidArgument":
      // "error: option '--port <port>' argument 'x' is invalid. <our sentence>"
      return error.message.replace(/^[\s\S]*? is invalid\. /, "");
    default:
      return error.message.replace(/^error: /, "");
  }
}
