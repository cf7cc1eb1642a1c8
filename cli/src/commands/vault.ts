import { formatAddress } from "@courtyard/protocol/address.ts";
import { Command } from "commander";
import { renderUnicodeCompact } from "uqr";
import { openHouse } from "../home/house.ts";
import { homeFlag } from "../house-options.ts";
import { printPhrase } from "../phrase.ts";
import { becomeRoom } from "../run-room.ts";
import type { Shell } from "../shell.ts";
import { type VaultControl, vaultControl } from "../vault-control.ts";

interface HomeFlag {
  home?: string;
}

/** `courtyard vault …`. */
export function vaultCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  const control = async (flags: HomeFlag): Promise<VaultControl> => {
    const { places, ports } = await openHouse(flags, shell);
    return vaultControl({ places, port: ports.vault, words });
  };
  const sub = (name: string, about: string) =>
    homeFlag(new Command(name).description(about), words);

  return new Command("vault")
    .description(words.vault.about)
    .addCommand(
      sub("run", words.vault.run)
        .option("--passphrase-file <file>", words.flags.passphraseFile)
        .action(async (flags: HomeFlag & { passphraseFile?: string }) => {
          const { places, ports } = await openHouse(flags, shell);
          const args = ["--dir", places.vault, "--port", String(ports.vault)];
          if (flags.passphraseFile) args.push("--passphrase-file", flags.passphraseFile);
          await becomeRoom("vault", args);
        }),
    )
    .addCommand(
      sub("pair", words.vault.pair)
        .argument("<code>", words.flags.claim)
        .action(async (code: string, flags: HomeFlag) => {
          const house = await openHouse(flags, shell);
          const vault = vaultControl({ places: house.places, port: house.ports.vault, words });
          await vault.claim({ sidecar: house.origin, code });
          terminal.print(words.vault.paired(formatAddress(house.address)));
        }),
    )
    .addCommand(
      sub("pair-code", words.vault.pairCode)
        .option("--publisher", words.flags.publisher)
        .action(async (flags: HomeFlag & { publisher?: boolean }) => {
          const house = await openHouse(flags, shell);
          const vault = vaultControl({ places: house.places, port: house.ports.vault, words });
          const { code, expires, url } = await vault.pairCode(
            flags.publisher ? ["publish"] : undefined,
          );
          terminal.print(terminal.bold(code));
          terminal.print(
            terminal.quiet(words.vault.codeUntil(new Date(expires).toLocaleTimeString())),
          );
          if (flags.publisher) {
            terminal.print(words.vault.publisherNext(formatAddress(house.address), code));
            return;
          }
          terminal.print(url);
          // A name under localhost leads every other machine to itself.
          if (!house.origin.startsWith("https:")) return;
          const away = `${house.origin}/_courtyard/app/${new URL(url).hash}`;
          terminal.print();
          terminal.print(words.vault.elsewhere);
          terminal.print(away);
          terminal.print(renderUnicodeCompact(away, { border: 2 }));
          terminal.print(terminal.quiet(words.vault.elsewhereTrust));
        }),
    )
    .addCommand(
      sub("status", words.vault.status)
        .option("--json", words.flags.json)
        .action(async (flags: HomeFlag & { json?: boolean }) => {
          const status = await (await control(flags)).status();
          if (flags.json) {
            terminal.print(JSON.stringify(status, null, 2));
            return;
          }
          terminal.print(status.identity ?? words.vault.noIdentity);
          if (status.address) terminal.print(status.address);
          terminal.print(status.linked ? words.vault.linked : terminal.warn(words.vault.unlinked));
          for (const { id, name, can, until } of status.devices) {
            const line = `${id}  ${name}  ${can.join(", ")}`;
            terminal.print(until === undefined ? line : terminal.quiet(`${line}  †`));
          }
          if (status.identity && !status.phraseShown) terminal.note(words.start.phraseSoonDue);
        }),
    )
    .addCommand(
      sub("phrase", words.vault.phrase).action(async (flags: HomeFlag) => {
        printPhrase(await (await control(flags)).phrase(), shell);
      }),
    )
    .addCommand(
      sub("revoke", words.vault.revoke)
        .argument("<device>")
        .action(async (device: string, flags: HomeFlag) => {
          await (await control(flags)).revoke(device);
          terminal.print(words.vault.revoked(device));
        }),
    )
    .addCommand(
      sub("recover", words.vault.recover).action(async (flags: HomeFlag) => {
        const house = await openHouse(flags, shell);
        const vault = vaultControl({ places: house.places, port: house.ports.vault, words });
        terminal.note(words.vault.recoverAsk);
        const phrase = (await shell.readLine()).trim().replace(/\s+/g, " ");
        await vault.recover({ phrase, address: formatAddress(house.address) });
        terminal.print(words.vault.recovered);
      }),
    );
}
