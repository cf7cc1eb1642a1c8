import { EXIT } from "../exit-code.ts";
import { CliFault, reasonOf } from "../fault.ts";
import type { House } from "../home/house.ts";
import { isPortFree } from "../net/port.ts";
import type { Words } from "../words/english.ts";

/**
 * Throws a fault that names the port and the way out, when one that the house needs is taken. Never
 * moves silently: on this machine the sidecar's port is a part of the person's address.
 */
export async function requireFreePorts(
  house: House,
  { isNew, words }: { isNew: boolean; words: Words },
): Promise<void> {
  const { names, portTakenMend, portTakenOldMend } = words.start;
  const { sidecar, vault } = house.ports;
  if (house.ownSidecar) {
    const mend = isNew ? portTakenMend(`--port ${sidecar + 100}`) : portTakenOldMend;
    await requireFree(sidecar, { bind: house.bind, what: names.sidecar, mend, words });
  }
  const mend = portTakenMend(`--app-port ${vault + 100}`);
  await requireFree(vault, { bind: "127.0.0.1", what: names.vault, mend, words });
}

async function requireFree(
  port: number,
  { bind, what, mend, words }: { bind: string; what: string; mend: string; words: Words },
): Promise<void> {
  const free = await isPortFree(port, bind).catch((cause: unknown) => {
    throw new CliFault("port-forbidden", words.start.portForbidden(port, reasonOf(cause)), {
      exit: EXIT.busy,
      mend: words.start.portForbiddenMend,
      cause,
    });
  });
  if (!free)
    throw new CliFault("port-in-use", words.start.portTaken(port, what), { exit: EXIT.busy, mend });
}
