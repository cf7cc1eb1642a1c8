import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import {
  type Address,
  formatAddress,
  originOf,
  parseAddress,
  sameAddress,
} from "@courtyard/protocol/address.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { HouseFlags } from "../house-options.ts";
import { REPOSITORY } from "../repository.ts";
import type { Shell } from "../shell.ts";
import { type Config, readConfig } from "./config.ts";
import { fromHome, type Places, placesOf } from "./places.ts";

/** One person's set-up, with flags over settings over defaults, every path absolute. */
export interface House {
  readonly places: Places;
  readonly address: Address;
  /** The site's origin, as readers see it. */
  readonly origin: string;
  readonly content: string;
  readonly bind: string;
  readonly ports: { readonly sidecar: number; readonly vault: number };
  /** false when the sidecar runs elsewhere, at the address's origin. */
  readonly ownSidecar: boolean;
}

const DEFAULT_ADDRESS: Address = { username: "courtyard", host: "localhost", port: 4300 };
const DEFAULT_PORT = 4300;
const DEFAULT_APP_PORT = 4301;

/** Reads courtyard.json and lays the flags over it; throws a fault that names each wrong field. */
export async function openHouse(flags: HouseFlags, shell: Shell): Promise<House> {
  const places = placesOf(flags.home, shell);
  const read = await readConfig(places.config);
  const { words } = shell;
  if (read.ok) return houseOf(read.config, flags, { places, shell });
  if (read.code === "config-missing")
    throw new CliFault(read.code, words.config.missing(places.config), {
      exit: EXIT.setup,
      mend: words.config.missingMend,
    });
  throw new CliFault(
    read.code,
    read.code === "config-syntax"
      ? words.config.syntax(places.config, read.detail)
      : [
          words.config.fields(places.config),
          ...read.fields.map(({ field, detail }) => `  ${field}: ${detail}`),
        ].join("\n"),
    { exit: EXIT.setup, mend: words.config.mend },
  );
}

/**
 * Like `openHouse`, but plans the settings out of flags and defaults when there are none. The plan is
 * not written yet: a first start that fails on a taken port must not fix the port in an address.
 */
export async function openOrPlanHouse(
  flags: HouseFlags,
  shell: Shell,
): Promise<{ house: House; plan: Config | null }> {
  const places = placesOf(flags.home, shell);
  if (existsSync(places.config)) return { house: await openHouse(flags, shell), plan: null };
  const plan = configFrom(flags, { places, shell });
  return { house: houseOf(plan, flags, { places, shell }), plan };
}

/** The settings that flags and defaults make. */
export function configFrom(
  flags: HouseFlags,
  { places, shell }: { places: Places; shell: Shell },
): Config {
  const address = flags.address ?? { ...DEFAULT_ADDRESS, port: flags.port ?? DEFAULT_PORT };
  const content =
    flags.content === undefined ? join(REPOSITORY, "content") : resolve(shell.cwd, flags.content);
  return {
    v: 1,
    address: formatAddress(address),
    content: shortest(places.home, content),
    bind: flags.bind ?? "127.0.0.1",
    ports: {
      sidecar: flags.port ?? (isOnThisMachine(address) ? address.port : DEFAULT_PORT),
      vault: flags.appPort ?? DEFAULT_APP_PORT,
    },
    sidecar: flags.sidecar === false ? "elsewhere" : "own",
  };
}

function houseOf(
  config: Config,
  flags: HouseFlags,
  { places, shell }: { places: Places; shell: Shell },
): House {
  const { words } = shell;
  const address = parseAddress(config.address);
  if (isRefusal(address)) throw new Error("the schema lets only addresses through");
  if (flags.address && !sameAddress(flags.address, address)) {
    throw new CliFault(
      "address-differs",
      words.config.addressDiffers(config.address, formatAddress(flags.address)),
      { exit: EXIT.setup, mend: words.config.addressDiffersMend },
    );
  }
  const ownSidecar = flags.sidecar === false ? false : config.sidecar === "own";
  const ports = {
    sidecar: flags.port ?? config.ports.sidecar,
    vault: flags.appPort ?? config.ports.vault,
  };
  // Under a public name a web server holds the address's port; on this machine the sidecar must.
  if (ownSidecar && isOnThisMachine(address) && ports.sidecar !== address.port) {
    throw new CliFault("port-differs", words.config.portDiffers(config.address, ports.sidecar), {
      exit: EXIT.setup,
      mend: words.config.portDiffersMend,
    });
  }
  return {
    places,
    address,
    origin: originOf(address),
    content:
      flags.content === undefined
        ? fromHome(places, config.content)
        : resolve(shell.cwd, flags.content),
    bind: flags.bind ?? config.bind,
    ports,
    ownSidecar,
  };
}

function isOnThisMachine(address: Address): boolean {
  return originOf(address).startsWith("http:");
}

/** Relative while it stays near, so that the house and its content can move together. */
function shortest(home: string, content: string): string {
  const near = relative(home, content);
  return near.split("../").length <= 3 ? near : content;
}
