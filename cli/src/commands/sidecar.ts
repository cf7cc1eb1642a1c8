import { resolve } from "node:path";
import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import { Command } from "commander";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import { openHouse } from "../home/house.ts";
import { placesOf } from "../home/places.ts";
import { homeFlag, readAddress, readBind, readPort } from "../house-options.ts";
import { becomeRoom } from "../run-room.ts";
import type { Shell } from "../shell.ts";
import { sidecarArgs } from "../sidecar-args.ts";

interface DirFlags {
  home?: string;
  dir?: string;
}

interface RunFlags extends DirFlags {
  port?: number;
  bind?: string;
  trustProxy?: boolean;
  logLevel?: string;
}

/** `courtyard sidecar …`. */
export function sidecarCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  const sub = (name: string, about: string) =>
    homeFlag(new Command(name).description(about), words).option("--dir <folder>", words.flags.dir);
  const dirOf = (flags: DirFlags) =>
    flags.dir === undefined ? placesOf(flags.home, shell).sidecar : resolve(shell.cwd, flags.dir);
  // Loaded by what needs it: the sidecar's store is a third of what this program could load.
  const tenants = () => import("../sidecar-tenants.ts");

  return new Command("sidecar")
    .description(words.sidecar.about)
    .addCommand(
      sub("run", words.sidecar.run)
        .option("--port <port>", words.flags.port, (text: string) => readPort(text, words))
        .option("--bind <ip>", words.flags.bind, (text: string) => readBind(text, words))
        .option("--trust-proxy", words.flags.trustProxy)
        .option("--log-level <level>", words.flags.logLevel)
        .action(async (flags: RunFlags) => {
          // A sidecar on a VPS of its own has no house, hence no courtyard.json.
          const args =
            flags.dir === undefined
              ? sidecarArgs(await openHouse(flags, shell))
              : [
                  "--dir",
                  dirOf(flags),
                  ...given("--port", flags.port),
                  ...given("--bind", flags.bind),
                ];
          if (flags.trustProxy && !args.includes("--trust-proxy")) args.push("--trust-proxy");
          await becomeRoom("sidecar", [...args, ...given("--log-level", flags.logLevel)]);
        }),
    )
    .addCommand(
      new Command("tenant")
        .description(words.sidecar.tenant)
        .addCommand(
          sub("add", words.sidecar.add)
            .argument("<address>", words.flags.address, (text: string) => readAddress(text, words))
            .action(async (address: Address, flags: DirFlags) => {
              const name = formatAddress(address);
              const { makeRoom } = await tenants();
              const code = await makeRoom(dirOf(flags), address, shell);
              if (code === null)
                throw new CliFault("claim-done", words.sidecar.claimed(name), { exit: EXIT.busy });
              terminal.print(words.sidecar.codeFor(name));
              terminal.print(terminal.bold(code));
              terminal.print(words.sidecar.codeNext(name, code));
            }),
        )
        .addCommand(
          sub("list", words.sidecar.list)
            .option("--json", words.flags.json)
            .action(async (flags: DirFlags & { json?: boolean }) => {
              const { listTenants } = await tenants();
              const there = listTenants(dirOf(flags), shell);
              if (flags.json) terminal.print(JSON.stringify(there, null, 2));
              else if (there.length === 0) terminal.note(words.sidecar.none);
              const width = Math.max(...there.map(({ address }) => address.length));
              for (const { address, identity } of flags.json ? [] : there)
                terminal.print(`${address.padEnd(width)}  ${identity ?? words.sidecar.unclaimed}`);
            }),
        ),
    );
}

/** A flag to pass on, when it was given; its own default else. */
function given(flag: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [flag, String(value)];
}
