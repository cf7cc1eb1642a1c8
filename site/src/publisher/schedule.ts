// What comes or goes by itself happens though this machine sleeps: the site as it will be at the next
// moments is rendered ahead, signed, and waits at the sidecar (spec 05 §5). Nothing of this costs
// anything on a site where nothing is due.

import { LIMITS } from "@courtyard/protocol/limits.ts";
import { z } from "zod";
import type { Ahead } from "./ahead-output.ts";
import type { Publication, Sent } from "./publication.ts";
import type { SiteSource } from "./site-source.ts";
import { openStateFile, type StateFile } from "./state-file.ts";
import { momentsOf } from "./unpublished.ts";

/** Versions that wait at the same time: each is rendered and signed again after every edit. */
const MOMENTS = 5;

const waiting = z.object({
  at: z.number(),
  seq: z.int(),
  root: z.string(),
});
const scheduleFile = z.object({
  /** The version that was live when these were sent: another one that is newer ended their waiting. */
  on: z.int(),
  versions: z.array(waiting),
});
type Waiting = z.infer<typeof waiting>;

/** The versions that wait, as far as this publisher knows. */
export interface WaitingVersions {
  /** The highest number given away; 0 when none waits. */
  newest(): number;
  /** Moments whose version waits. */
  readonly moments: ReadonlySet<number>;
  /** Whether one of them has this number. */
  has(seq: number): boolean;
  /** Whether one of them should be live by now. */
  isDue(now: number): boolean;
  readonly file: StateFile<z.infer<typeof scheduleFile>>;
}

/** Opens what `path` tells of them. */
export function openWaitingVersions(path: string): WaitingVersions {
  const file = openStateFile(path, scheduleFile);
  const versions = () => file.value?.versions ?? [];
  return {
    file,
    newest: () => Math.max(0, ...versions().map(({ seq }) => seq)),
    get moments() {
      return new Set(versions().map(({ at }) => at));
    },
    has: (seq) => versions().some((one) => one.seq === seq),
    isDue: (now) => versions().some(({ at }) => at <= now),
  };
}

export interface Schedule {
  /** Brings what waits in line with the folder; only when what is live is what the output has. */
  renew(): Promise<Sent | undefined>;
  /** What waited does so no longer: something newer went live. */
  forget(): void;
}

/** The schedule of one site. */
export function createSchedule({
  source,
  publication,
  waiting: kept,
  clock,
}: {
  source: SiteSource;
  publication: Publication;
  waiting: WaitingVersions;
  clock: () => number;
}): Schedule {
  const { file } = kept;

  function nextMoments(): number[] {
    const now = clock();
    const { content } = source;
    if (!content || source.nextChange() === undefined) return [];
    const moments = momentsOf(content, { now, sent: new Set() })
      .map(({ at }) => at)
      .filter((at) => at - now < LIMITS.manifestActivateAhead - LIMITS.clockSkew);
    return [...new Set(moments)].slice(0, MOMENTS);
  }

  /** What still waits there: those that came live, or were outrun by a newer version, do not. */
  function standing(): readonly Waiting[] {
    const { on, versions } = file.value ?? { on: 0, versions: [] };
    const live = publication.seq;
    const known = live === on || versions.some(({ seq }) => seq === live);
    return known ? versions.filter(({ seq }) => seq > live) : [];
  }

  async function send(aheads: readonly (readonly [number, Ahead])[]): Promise<Sent | undefined> {
    const before = standing();
    const wanted = aheads.map(([at, ahead]) => ({ at, ahead, root: publication.rootAhead(ahead) }));
    const stands = before.every(
      ({ at, root }, n) => wanted[n]?.at === at && wanted[n].root === root,
    );
    let kept: Waiting[] = [...before];
    if (!stands) {
      const again = await publication.send({ anew: true });
      if (again.kind !== "live") return again;
      kept = [];
    }
    file.put({ on: publication.seq, versions: kept });
    for (const { at, ahead, root } of wanted.slice(kept.length)) {
      const sent = await publication.schedule(at, ahead);
      if (sent.kind !== "live") return sent;
      kept.push({ at, seq: sent.seq, root });
      file.put({ on: publication.seq, versions: kept });
    }
    return undefined;
  }

  return {
    async renew() {
      const moments = nextMoments();
      if (moments.length === 0 && standing().length === 0) {
        if (file.value) file.put(undefined);
        return undefined;
      }
      return await source.ahead(moments, send);
    },
    forget: () => file.put(undefined),
  };
}
