import { formatAddress } from "@courtyard/protocol/address.ts";
import type { Identity } from "@courtyard/protocol/identity.ts";
import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { comparePin, pinOf } from "@courtyard/protocol/pin.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { Command } from "commander";
import * as z from "zod";
import { type House, openHouse } from "../home/house.ts";
import { homeFlag } from "../house-options.ts";
import { askOrFault } from "../net/request.ts";
import { sidecarPlace } from "../net/sidecar-place.ts";
import { type OwnDevice, pairOwnDevice, readOwnDevice, writeSecret } from "../own-device.ts";
import { refusedFault } from "../refused-fault.ts";
import type { Shell } from "../shell.ts";
import { vaultControl } from "../vault-control.ts";

const followed = z.object({ follow: z.object({ title: z.string(), url: z.string() }) });

/** `courtyard follow ADDRESS|URL`. */
export function followCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  return homeFlag(new Command("follow").description(words.follow.about), words)
    .argument("<target>")
    .action(async (target: string, flags: { home?: string }) => {
      const house = await openHouse(flags, shell);
      const device =
        (await readOwnDevice(house.places.cliDevice, words)) ?? (await become(house, shell));
      const identity = await presentIdentity(house, { device, shell });
      const { openDeviceLink } = await import("../device-link.ts");
      using link = await openDeviceLink(device, { identity, words, now: shell.now });
      const { follow } = followed.parse(await link.call("follow.add", { target }));
      terminal.print(words.follow.done(follow.title || follow.url));
    });
}

/** Makes the command line a device of the owner's, who proves to be one by reading the vault's token. */
async function become(house: House, { words }: Shell): Promise<OwnDevice> {
  const { code } = await vaultControl({
    places: house.places,
    port: house.ports.vault,
    words,
  }).pairCode();
  const device = await pairOwnDevice(code, {
    url: `http://127.0.0.1:${house.ports.vault}`,
    name: words.follow.device,
    can: ["comment"],
    words,
  });
  const kept = { ...device, address: formatAddress(house.address) };
  await writeSecret(house.places.cliDevice, kept);
  return kept;
}

/** The owner's identity as it stands now: what the sidecar shows, when it extends the one we were paired with. */
async function presentIdentity(
  house: House,
  { device, shell: { words } }: { device: OwnDevice; shell: Shell },
): Promise<Identity> {
  const paired = await verifyIdentityLog(device.log, nodeBackend);
  if (isRefusal(paired)) throw refusedFault(paired, { words, status: 0 });
  const { url, headers } = sidecarPlace(house);
  const answer = await askOrFault(`${url}/.well-known/courtyard/identity.jsonl`, {
    headers: { ...headers },
    words,
  });
  const present = await verifyIdentityLog(answer.text, nodeBackend);
  if (isRefusal(present)) throw refusedFault(present, { words, status: answer.status });
  const compared = comparePin(pinOf(paired), present);
  if (isRefusal(compared)) throw refusedFault(compared, { words, status: answer.status });
  return present;
}
