import { isIP } from "node:net";
import { type Address, parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Words } from "./words/english.ts";

/** The flags that describe a house; each may also come from the environment. */
export interface HouseFlags {
  home?: string;
  address?: Address;
  content?: string;
  port?: number;
  appPort?: number;
  bind?: string;
  /** false when `--no-sidecar` was given: one runs at the address already. */
  sidecar?: boolean;
}

/** `--home`, which every command takes. */
export function homeFlag(command: Command, words: Words): Command {
  return command.option("--home <folder>", words.flags.home);
}

/** The flags of `init` and `start`. */
export function houseFlags(command: Command, words: Words): Command {
  const flag = (flags: string, description: string, variable: string) =>
    new Option(flags, description).env(variable);
  return homeFlag(command, words)
    .addOption(
      flag("--address <address>", words.flags.address, "COURTYARD_ADDRESS").argParser((text) =>
        readAddress(text, words),
      ),
    )
    .addOption(flag("--content <folder>", words.flags.content, "COURTYARD_CONTENT"))
    .addOption(
      flag("--port <port>", words.flags.port, "COURTYARD_PORT").argParser((text) =>
        readPort(text, words),
      ),
    )
    .addOption(
      flag("--app-port <port>", words.flags.appPort, "COURTYARD_APP_PORT").argParser((text) =>
        readPort(text, words),
      ),
    )
    .addOption(
      flag("--bind <ip>", words.flags.bind, "COURTYARD_BIND").argParser((text) =>
        readBind(text, words),
      ),
    )
    .option("--no-sidecar", words.flags.noSidecar);
}

/** Commander's parser for an address. */
export function readAddress(text: string, words: Words): Address {
  const address = parseAddress(text);
  if (isRefusal(address)) throw new InvalidArgumentError(words.bad.address(text));
  return address;
}

/** Commander's parser for a port. */
export function readPort(text: string, words: Words): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError(words.bad.port(text));
  return port;
}

/** Commander's parser for a network interface. */
export function readBind(text: string, words: Words): string {
  if (text !== "localhost" && isIP(text) === 0)
    throw new InvalidArgumentError(words.bad.bind(text));
  return text;
}
