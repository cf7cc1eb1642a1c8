import { hostname } from "node:os";
import { Command } from "commander";
import { CliFault } from "../fault.ts";
import { writeConfig } from "../home/config.ts";
import { openOrPlanHouse } from "../home/house.ts";
import { type HouseFlags, houseFlags } from "../house-options.ts";
import { sidecarPlace } from "../net/sidecar-place.ts";
import { pairOwnDevice, writeSecret } from "../own-device.ts";
import { publishThere } from "../publish-there.ts";
import { findDesk } from "../publisher-desk.ts";
import { requirePublisherKey } from "../publisher-key.ts";
import { runPublisher } from "../run-publisher.ts";
import type { Shell } from "../shell.ts";

interface PublishFlags extends HouseFlags {
  watch?: boolean;
  once?: boolean;
  strict?: boolean;
  allowDeletions?: boolean;
  json?: boolean;
  pair?: string;
  name?: string;
}

/** `courtyard publish`, and `publish --pair CODE` on a machine that has no vault. */
export function publishCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  return houseFlags(new Command("publish").description(words.publish.about), words)
    .option("--watch", words.flags.watch)
    .option("--once", words.flags.once)
    .option("--strict", words.flags.strict)
    .option("--allow-deletions", words.flags.allowDeletions)
    .option("--json", words.publish.json)
    .option("--pair <code>", words.flags.pair)
    .option("--name <name>", words.flags.deviceName, hostname())
    .action(async (flags: PublishFlags) => {
      // A laptop that is being paired has no settings yet, and its sidecar is never its own.
      const asked = flags.pair === undefined ? flags : { ...flags, sidecar: false };
      const { house, plan } = await openOrPlanHouse(asked, shell);
      const { places } = house;
      if (flags.pair !== undefined) {
        const place = sidecarPlace(house);
        const { kid, secret, address } = await pairOwnDevice(flags.pair, {
          url: place.url,
          headers: place.headers,
          name: flags.name ?? hostname(),
          can: ["publish"],
          words,
        }).catch((error: unknown) => {
          if (!(error instanceof CliFault) || error.code !== "capability-missing") throw error;
          const { codeForBrowser, codeForBrowserMend: mend } = words.publish;
          throw new CliFault(error.code, codeForBrowser, { exit: error.exit, mend, cause: error });
        });
        await writeSecret(places.publisherKey, { kid, secret, address });
        if (plan !== null)
          await writeConfig(places.config, { ...plan, address, sidecar: "elsewhere" });
        if (flags.json !== true) terminal.print(words.publish.paired(address));
        if (!flags.once && !flags.watch) return;
      }
      requirePublisherKey(house, words);
      const options = {
        once: flags.once === true || (flags.strict === true && flags.watch !== true),
        strict: flags.strict === true,
        allowDeletions: flags.allowDeletions === true,
        json: flags.json === true,
        shell,
      };
      const desk = await findDesk(places, words);
      if (desk) await publishThere(desk, options);
      else await runPublisher(house, options);
    });
}
