import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { ensureAppBuilt } from "../app-build.ts";
import { EXIT } from "../exit-code.ts";
import { CliFault, reasonOf } from "../fault.ts";
import { type Config, writeConfig } from "../home/config.ts";
import type { House } from "../home/house.ts";
import { writeSecret } from "../own-device.ts";
import type { Shell } from "../shell.ts";
import { sidecarArgs } from "../sidecar-args.ts";
import { makeRoom } from "../sidecar-tenants.ts";
import { type VaultControl, type VaultStatus, vaultControl } from "../vault-control.ts";
import { awaitLink, claimHouse } from "./claim-house.ts";
import { requireFreePorts } from "./free-ports.ts";
import { startRoom } from "./rooms.ts";

/** A house with everything running. */
export interface OpenHouse {
  readonly control: VaultControl;
  readonly status: VaultStatus;
}

/**
 * Brings up sidecar, vault and publisher in this order, each ready before the next, and puts each on
 * `rooms`, which ends them in reverse. The order matters: the vault claims its place on the sidecar,
 * and the publisher's key comes from the vault.
 */
export async function openTheHouse(
  house: House,
  {
    plan,
    claim,
    rooms,
    signal,
    shell,
  }: {
    /** Settings to write, once the ports are known to be free. */
    plan: Config | null;
    claim: string | undefined;
    rooms: AsyncDisposableStack;
    signal: AbortSignal;
    shell: Shell;
  },
): Promise<OpenHouse> {
  const { terminal, words } = shell;
  const { places, ports } = house;
  requireContent(house, shell);
  await requireFreePorts(house, { isNew: plan !== null, words });
  if (plan !== null) await writeConfig(places.config, plan);
  await buildApp(shell);

  const code = house.ownSidecar ? await makeRoom(places.sidecar, house.address, shell) : null;
  const room = { house, shell, signal };
  if (house.ownSidecar) {
    rooms.use(await startRoom("sidecar", { ...room, args: sidecarArgs(house) }));
  }
  await mkdir(places.vault, { recursive: true, mode: 0o700 });
  const args = ["--dir", places.vault, "--port", String(ports.vault)];
  args.push("--desk", places.publisherDesk);
  rooms.use(await startRoom("vault", { ...room, args }));
  const control = vaultControl({ places, port: ports.vault, words });
  await claimHouse(control, { house, code: code ?? claim ?? null, words });
  const status = await awaitLink(control, { signal });
  if (!status.linked) terminal.note(words.doctor.vaultUnlinked(status.linkCode));

  if (!existsSync(places.publisherKey))
    await writeSecret(places.publisherKey, await control.publisherKey());
  const published = terminal.progress(words.start.publishing);
  const publisher = await startRoom("publisher", { ...room, args: publisherArgs(house) });
  rooms.use(publisher);
  const isLive = ["live", "unchanged"].includes(String(publisher.ready.outcome));
  published(isLive ? words.start.published : words.start.notPublished);
  return { control, status };
}

function publisherArgs(house: House): string[] {
  const { places } = house;
  return [
    "--content",
    house.content,
    "--dir",
    places.publisher,
    "--origin",
    house.origin,
    "--key",
    places.publisherKey,
    "--watch",
  ];
}

async function buildApp({ terminal, words }: Shell): Promise<void> {
  let built: ((line: string) => void) | undefined;
  try {
    await ensureAppBuilt(() => {
      built = terminal.progress(words.start.building);
    });
    built?.(words.start.built);
  } catch (cause) {
    built?.(words.start.buildFailed);
    throw new CliFault("app-build", reasonOf(cause), {
      exit: EXIT.failed,
      mend: words.start.buildFailedMend,
      cause,
    });
  }
}

function requireContent(house: House, { words }: Shell): void {
  if (existsSync(house.content)) return;
  throw new CliFault("content-missing", words.start.noContent(house.content), {
    exit: EXIT.setup,
    mend: words.start.noContentMend(house.content),
  });
}
