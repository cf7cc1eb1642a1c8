// Tells a WebSub hub which feeds changed. The W3C's text (§1) leaves to hub and publisher how; what
// hubs take is PubSubHubbub 0.4 §7: a POST of hub.mode=publish with hub.url. One feed each, since not
// all of them read a list.

import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import { z } from "zod";
import { absoluteUrl } from "../model/permalink.ts";
import { PRIVATE_ADDRESS } from "../net/guarded-agent.ts";
import { backOff } from "./back-off.ts";
import type { PublisherEvent } from "./events.ts";
import { openStateFile } from "./state-file.ts";

/** What is live: files by path, each by the hash of its bytes. */
export interface LiveFeeds {
  readonly hub: string | undefined;
  readonly seq: number;
  readonly files: ReadonlyMap<string, { readonly sha256: string }>;
}

export interface HubCalls extends AsyncDisposable {
  /** Looks what is live, and tells the hub of what it has not heard yet; returns at once. */
  look(live: LiveFeeds): void;
  /** Resolves when nobody is being called. */
  rest(): Promise<void>;
  /** Ends at once; what was not told is told after the next start. */
  close(): Promise<void>;
}

/** What a hub has heard of; its own name is in it, since another hub has heard nothing. */
const heard = z.object({ hub: z.string(), told: z.record(z.string(), z.string()) });

/** Calls in a row without an answer, some two minutes of them; then the next publication is waited for. */
const TRIES = 8;
/** For one whole call, in milliseconds. */
const PATIENCE = 15_000;
/** Calls between two times that they are written down: a hub that hears twice fetches twice, no more. */
const UNSAVED = 50;

/** Opens the calls whose state is the file `path`; `origin` is the one in the feeds. */
export function openHubCalls(
  path: string,
  {
    origin,
    dispatcher,
    random,
    onEvent,
    tries = TRIES,
  }: {
    origin: string;
    dispatcher: Dispatcher;
    random: () => number;
    onEvent: (event: PublisherEvent) => void;
    /** Calls in a row without an answer. */
    tries?: number;
  },
): HubCalls {
  const file = openStateFile(path, heard);
  const delays = backOff({ random });
  const stop = new AbortController();
  /** Hashes of the feeds that the hub has not heard of, in the order in which they are told. */
  let wanted = new Map<string, string>();
  let hub: string | undefined;
  let seen: Pick<LiveFeeds, "hub" | "seq"> | undefined;
  let calling: Promise<void> | undefined;
  let told: Record<string, string> = {};

  function save(): void {
    if (hub !== undefined) file.put({ hub, told });
  }

  async function callAll(): Promise<void> {
    let failures = 0;
    let count = 0;
    let trouble: string | undefined;
    delays.reset();
    for (let next = first(wanted); next && hub !== undefined; next = first(wanted)) {
      const called = hub;
      const [feed, sha256] = next;
      const answer = await call(called, absoluteUrl(`/${feed}`, origin));
      if (stop.signal.aborted) break;
      // The settings may have come to name another hub meanwhile.
      if (called !== hub) continue;
      if (answer.kind === "away") {
        failures += 1;
        trouble = answer.reason;
        if (failures >= tries) break;
        await sleep(delays.next(), undefined, { signal: stop.signal }).catch(() => undefined);
        continue;
      }
      failures = 0;
      delays.reset();
      // A refused feed is not taken by being asked again.
      trouble = answer.kind === "refused" ? answer.reason : undefined;
      if (answer.kind === "told") count += 1;
      told[feed] = sha256;
      if (wanted.get(feed) === sha256) wanted.delete(feed);
      if (count % UNSAVED === 0) save();
    }
    save();
    if (hub === undefined || stop.signal.aborted) return;
    if (count > 0) onEvent({ event: "hub-told", hub, feeds: count });
    if (trouble !== undefined) onEvent({ event: "hub-silent", hub, reason: trouble });
  }

  async function call(address: string, feed: string): Promise<Answer> {
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      const response = await request(address, {
        method: "POST",
        body: new URLSearchParams({ "hub.mode": "publish", "hub.url": feed }).toString(),
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "user-agent": "Courtyard/0.1",
        },
        dispatcher,
        signal,
      });
      await response.body.dump({ limit: 64 * 1024, signal });
      return readAnswer(response.statusCode);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // It will be there next time too.
      if (code === PRIVATE_ADDRESS) return { kind: "refused", reason: message };
      return { kind: "away", reason: code ?? message };
    }
  }

  return {
    look(live) {
      if (stop.signal.aborted || live.hub === undefined) return;
      if (seen?.hub === live.hub && seen.seq === live.seq && wanted.size === 0) return;
      seen = { hub: live.hub, seq: live.seq };
      if (hub !== live.hub) {
        ({ hub } = live);
        const known = file.value;
        told = known && known.hub === hub ? { ...known.told } : {};
      }
      const feeds = feedsIn(live.files);
      for (const feed of Object.keys(told)) if (!feeds.has(feed)) delete told[feed];
      wanted = new Map([...feeds].filter(([feed, sha256]) => told[feed] !== sha256));
      if (wanted.size === 0) return;
      calling ??= callAll().finally(() => {
        calling = undefined;
      });
    },
    rest: async () => calling,
    async close() {
      stop.abort();
      await calling;
      await dispatcher.destroy();
    },
    [Symbol.asyncDispose]() {
      return this.close();
    },
  };
}

type Answer =
  | { readonly kind: "told" }
  | { readonly kind: "refused" | "away"; readonly reason: string };

/** 204 by the book, 200 and 202 by some. A busy hub and a broken one are asked again. */
function readAnswer(status: number): Answer {
  if (status >= 200 && status < 300) return { kind: "told" };
  const reason = `HTTP ${status}`;
  const passes = status === 408 || status === 429 || status >= 500;
  return { kind: passes ? "away" : "refused", reason };
}

/** The feeds among the files, the site's own before those of its terms. */
function feedsIn(files: LiveFeeds["files"]): Map<string, string> {
  const found: [string, string][] = [];
  for (const [path, { sha256 }] of files) if (isFeed(path)) found.push([path, sha256]);
  const depth = ([path]: [string, string]) => path.split("/").length;
  return new Map(found.sort((a, b) => depth(a) - depth(b)));
}

/** Whether a file of the site is a feed, by its name. */
function isFeed(path: string): boolean {
  return /(^|\/)(feed\.xml|atom\.xml|feed\.json)$/.test(path);
}

function first<Key, Value>(map: ReadonlyMap<Key, Value>): readonly [Key, Value] | undefined {
  return map.entries().next().value;
}
