// Going back while no publisher runs: one request, and a note for the next one that it has to hold.

import { join, resolve } from "node:path";
import type { RollbackOrder } from "../desk/desk-api.ts";
import { sidecarAgent } from "../net/lookup.ts";
import type { PublisherEvent } from "./events.ts";
import type { FormerVersion } from "./former-versions.ts";
import { openHistory } from "./history.ts";
import { openHold } from "./hold.ts";
import { readKeyFile } from "./key-file.ts";
import { openOutput } from "./output.ts";
import { openPublication, type WentBack } from "./publication.ts";
import { openWaitingVersions } from "./schedule.ts";
import { sidecarClient } from "./sidecar-client.ts";

export interface RollbackOptions {
  contentDir: string;
  /** The publisher's folder; no publisher may run on it. */
  dir: string;
  keyFile: string;
  clock?: () => number;
}

/** Former versions, the newest first; undefined when the sidecar does not answer. */
export async function listVersions(
  options: RollbackOptions,
): Promise<readonly FormerVersion[] | undefined> {
  return await withPublication(options, ({ publication }) => publication.former());
}

/** Makes a former version live again. Throws `KeyUnusable`. */
export async function rollBack(
  { to }: RollbackOrder,
  options: RollbackOptions,
): Promise<{ went: WentBack; event?: PublisherEvent }> {
  return await withPublication(options, async ({ publication, waiting, origin, dir, clock }) => {
    const started = performance.now();
    const hold = openHold(join(dir, "hold.json"), { contentDir: resolve(options.contentDir) });
    const intend = ({ seq, root }: { seq: number; root: string }) => hold.intend({ to: seq, root });
    const went = await publication.goBack({ to, from: hold.to, intend });
    if (went.kind === "refused") hold.settle(undefined);
    if (went.kind !== "live") return { went };
    const { seq, changed } = went;
    await hold.begin({ to: went.to.header.seq, seq });
    waiting.file.put(undefined);
    const ms = Math.round(performance.now() - started);
    const url = `${origin}/`;
    openHistory(join(dir, "history.json")).add({
      ...{ seq, at: clock(), kind: "rollback", what: [], changes: 0, files: changed, ms, url },
    });
    const { live: at, header } = went.to;
    return { went, event: { event: "rolled-back", seq, to: header.seq, at, changed, ms, url } };
  });
}

async function withPublication<Done>(
  { dir: folder, keyFile, clock = Date.now }: RollbackOptions,
  work: (open: {
    publication: ReturnType<typeof openPublication>;
    waiting: ReturnType<typeof openWaitingVersions>;
    origin: string;
    dir: string;
    clock: () => number;
  }) => Promise<Done>,
): Promise<Done> {
  const dir = resolve(folder);
  const key = await readKeyFile(keyFile);
  const agent = sidecarAgent();
  try {
    const client = sidecarClient(key.origin, { agent });
    const output = await openOutput(dir);
    const waiting = openWaitingVersions(join(dir, "schedule.json"));
    const { newest } = waiting;
    const publication = openPublication({ dir, output, key, client, clock, newest });
    return await work({ publication, waiting, origin: key.origin, dir, clock });
  } finally {
    await agent.close();
  }
}
