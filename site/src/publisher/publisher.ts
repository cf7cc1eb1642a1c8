// The publisher: a folder in, a live site out. Wires the parts and goes round. Over 300 lines, since all
// that can interrupt a round is handled where it turns.

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeskPublication, DeskRefusal, DeskStatus } from "../desk/desk-api.ts";
import { deskPath } from "../desk/desk-file.ts";
import { openDesk } from "../desk/serve-desk.ts";
import { guardedAgent } from "../net/guarded-agent.ts";
import { sidecarAgent } from "../net/lookup.ts";
import { openPreview, type Preview } from "../preview/serve-preview.ts";
import { openSiteSettings } from "../theme/site-settings.ts";
import { backOff } from "./back-off.ts";
import { createDeskWork } from "./desk-work.ts";
import type { PublisherEvent } from "./events.ts";
import { createFolderPlace } from "./folder-place.ts";
import { openHistory } from "./history.ts";
import { openHold } from "./hold.ts";
import { openHubCalls } from "./hub-calls.ts";
import { readKeyFile } from "./key-file.ts";
import { createOrders, type Order } from "./orders.ts";
import { openOutput } from "./output.ts";
import { createProblemBoard } from "./problem-board.ts";
import { openPublication, type WentBack } from "./publication.ts";
import { createRound, type Outcome, type RoundOptions, type Todo } from "./round.ts";
import { createSchedule, openWaitingVersions } from "./schedule.ts";
import { sidecarClient } from "./sidecar-client.ts";
import { openSiteSource } from "./site-source.ts";
import { createWake } from "./wake.ts";
import { type FolderWatch, watchFolder } from "./watch-folder.ts";

export interface PublisherOptions {
  contentDir: string;
  /** Caches, rendered files and the last manifest; one publisher per folder. */
  dir: string;
  /** `{ kid, secret, address }`; the address is where the sidecar is. */
  keyFile: string;
  /** The site's address in its pages and feeds; the key's unless given. */
  origin?: string;
  /** Go on after the first round, and watch. */
  watch?: boolean;
  /** Send nothing while anything is wrong that `isStrict`. */
  strict?: boolean;
  /** What is gone at the start is meant to be, however much it is. */
  allowDeletions?: boolean;
  clock?: () => number;
  random?: () => number;
  onEvent?: (event: PublisherEvent) => void;
}

export interface Publisher extends AsyncDisposable {
  readonly origin: string;
  /** The address of the preview with drafts, while it watches. */
  readonly preview: string | undefined;
  /** Resolves with the first round's outcome; a watching publisher then goes on. */
  readonly first: Promise<Outcome>;
  /** Ends at once; what is known is on disk then, and the next start goes on from there. */
  close(): Promise<void>;
}

/** A round that failed rests at least so many times as long as it took, or it would do nothing else. */
const REST_OF_FAILED = 10;
/** How much later than the sidecar a publisher looks at what was to go live. */
const AFTER_YOU = 1_500;
/** A manifest expires: once a day it is looked at whether to sign it anew. */
const DAY = 24 * 60 * 60 * 1000;
/** Who publishes once waits so long for a hub to hear of it, in milliseconds. */
const HUB_PATIENCE = 10_000;

/** Starts publishing. Throws `KeyUnusable` when the key file is not one. */
export async function startPublisher(options: PublisherOptions): Promise<Publisher> {
  const { keyFile, watch = false, strict = false, allowDeletions = false } = options;
  const { clock = Date.now, random = Math.random } = options;
  const contentDir = resolve(options.contentDir);
  const dir = resolve(options.dir);
  const key = await readKeyFile(keyFile);
  const origin = new URL(options.origin ?? key.origin).origin;
  await mkdir(dir, { recursive: true });
  const output = await openOutput(dir);
  const agent = sidecarAgent();
  const client = sidecarClient(key.origin, { agent });
  const waiting = openWaitingVersions(join(dir, "schedule.json"));
  const onUpload = throttled((done, of) =>
    onEvent({ event: "progress", doing: "upload", done, of }),
  );
  const { newest } = waiting;
  const publication = openPublication({ dir, output, key, client, clock, newest, onUpload });
  const stop = new AbortController();
  const { signal } = stop;
  const onPage = throttled((done, of) => onEvent({ event: "progress", doing: "render", done, of }));
  const source = openSiteSource({ contentDir, dir, origin, output, clock, signal, onPage });
  const schedule = createSchedule({ source, publication, waiting, clock });
  const hold = openHold(join(dir, "hold.json"), { contentDir });
  const history = openHistory(join(dir, "history.json"));
  const onEvent = (event: PublisherEvent) => {
    const publication = asPublication(event, clock());
    if (publication) history.add(publication);
    options.onEvent?.(event);
  };
  const hub = openHubCalls(join(dir, "hub.json"), {
    origin,
    dispatcher: guardedAgent({ origin }),
    random,
    onEvent: (event) => options.onEvent?.(event),
    ...(watch ? {} : { tries: 1 }),
  });
  const board = createProblemBoard(onEvent);
  const round = createRound({
    source,
    output,
    publication,
    schedule,
    waiting,
    hold,
    board,
    strict,
    origin,
    sidecar: key.origin,
    folder: contentDir,
    onEvent,
    signal,
    clock,
  });

  const changed = new Set<string>();
  const wake = createWake();
  const orders = createOrders(wake.now);
  const delays = backOff({ random });
  let closed = false;
  let watching: FolderWatch | undefined;

  const place = createFolderPlace(contentDir);

  async function watchAnew(): Promise<FolderWatch> {
    await watching?.close();
    place.note();
    const watched = await watchFolder(contentDir, {
      clock,
      failed: (error) => onEvent({ event: "failed", message: String(error) }),
      settled(paths) {
        for (const path of paths) changed.add(path);
        wake.now();
      },
    });
    watching = watched;
    return watched;
  }

  function restAfter(outcome: Outcome, took: number): number {
    // What it refuses may be a moment's matter too: a key that the vault has only just announced.
    if (outcome === "away" || outcome === "refused") return delays.next();
    // A full disk, a template that a theme's author is still saving.
    if (outcome === "failed") return Math.max(delays.next(), took * REST_OF_FAILED);
    delays.reset();
    // A dated post goes live by itself, and an expired one away.
    const next = source.nextChange() ?? Number.POSITIVE_INFINITY;
    // The sidecar does it by itself: no need to be there first.
    const due = waiting.moments.has(next) ? next + AFTER_YOU : next;
    return Math.min(DAY, Math.max(due - clock(), 0));
  }

  /** A round, or what the desk asked for; it is answered when that is done. */
  async function carryOut(
    order: Order | undefined,
    { todo, ...options }: { todo: Todo } & Omit<RoundOptions, "release">,
  ): Promise<Outcome> {
    if (order?.wish.kind === "rollback") {
      const went = await round.goBack(order.wish.to);
      order.done(whyNot(went));
      if (went.kind === "live" && todo.length === 0) return "held";
      // What was saved meanwhile is looked at now, or nobody would before the next save.
    }
    const isOrdered = order?.wish.kind === "publish";
    // Who publishes once means it.
    const release = isOrdered || !watch;
    const outcome = await round.run(todo, { ...options, release });
    if (isOrdered) order?.done(refusalOf(round.status));
    return outcome;
  }

  async function goRound(first: (outcome: Outcome) => void): Promise<void> {
    let todo: Todo = "everything";
    let known = false;
    let order: Order | undefined;
    let allow = allowDeletions;
    let stands = standing;
    let named: readonly string[] = [];
    while (!closed) {
      const began = performance.now();
      const outcome: Outcome = await carryOut(order, {
        ...{ todo, allowDeletions: allow, named },
        stands: stands?.problems,
      });
      const took = performance.now() - began;
      first(outcome);
      // Also when nothing was sent: what went live before a crash, or by itself, was told to nobody.
      const { seq, files } = publication;
      hub.look({ hub: source.hub, seq, files });
      if (!watch) return;
      named = [];
      if (stands && !closed) {
        // It is live as it is. Only now is it read, so that the next save finds all at hand.
        const watched = await watchAnew();
        watched.touch(await stands.changed());
        await watched.idle();
        named = [...changed];
        stands = undefined;
        changed.clear();
        continue;
      }
      order = orders.take();
      if (!order && changed.size === 0) {
        if (outcome === "vanished") await place.rest(wake.rest);
        else await wake.rest(restAfter(outcome, took));
      }
      order ??= orders.take();
      allow = order?.wish.kind === "publish" && order.wish.allowDeletions;
      const isOrdered = order?.wish.kind === "publish";
      // A watcher does not survive its folder: a mounted disk is another folder of the same name.
      if (outcome === "vanished" && place.hasMoved()) await watchAnew();
      known ||= outcome !== "vanished" && outcome !== "no-settings" && outcome !== "failed";
      const isWhole = outcome === "vanished" || outcome === "failed" || isOrdered || !known;
      todo = isWhole ? "everything" : [...changed];
      changed.clear();
    }
  }

  const standing = await source.standing();
  if (watch && !standing) {
    const watched = await watchAnew();
    await watched.idle();
    changed.clear();
  }
  const work = { origin, clock, round, source, board, history, publication, waiting, orders };
  await using opening = new AsyncDisposableStack();
  let preview: Preview | undefined;
  if (watch) {
    preview = opening.use(await openPreview(source.preview));
    const settings = openSiteSettings(contentDir);
    const file = deskPath(dir);
    opening.use(await openDesk(createDeskWork({ ...work, preview, settings }), { file }));
  }
  const desk = opening.move();
  const { promise: first, resolve: firstDone } = Promise.withResolvers<Outcome>();
  const going = goRound(firstDone);

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    if (!watch) await Promise.race([hub.rest(), sleep(HUB_PATIENCE, undefined, { ref: false })]);
    stop.abort();
    wake.now();
    orders.close();
    await desk.disposeAsync();
    await hub.close();
    // An upload in hand is cut off: the next start sends what is still missing.
    await agent.destroy();
    await watching?.close();
    await going;
    output.save();
    if (changed.size === 0) await source.keepStanding();
    source.close();
  }

  return { origin, first, close, preview: preview?.url("/"), [Symbol.asyncDispose]: close };
}

/** What the desk answers to an order after this; the rest stands in its state. */
function refusalOf(status: DeskStatus): DeskRefusal | undefined {
  return status.kind === "failed" ? { code: "failed", detail: status.message } : undefined;
}

/** Why going back did not happen; undefined when it did. */
function whyNot(went: WentBack): DeskRefusal | undefined {
  switch (went.kind) {
    case "live":
      return undefined;
    case "unknown":
      return { code: "version-unknown", detail: "no such version is kept" };
    case "away":
      return { code: "away", detail: went.reason };
    case "refused":
      return { code: "refused", detail: went.code };
  }
}

/** A bar that moves ten times a second moves smoothly; little work needs none. */
function throttled(tell: (done: number, of: number) => void): (done: number, of: number) => void {
  let last = 0;
  return (done, of) => {
    const now = performance.now();
    if (of < MUCH || (now - last < 100 && done < of)) return;
    last = now;
    tell(done, of);
  };
}

/** Pages or blobs from which on work counts as long. */
const MUCH = 100;

/** The first few names tell enough; a history of 2,000 would be read by nobody. */
const NAMED = 5;

function asPublication(event: PublisherEvent, at: number): DeskPublication | undefined {
  if (event.event === "rolled-back") {
    const { seq, changed, ms, url } = event;
    return { seq, at, kind: "rollback", what: [], changes: 0, files: changed, ms, url };
  }
  if (event.event !== "published") return undefined;
  const { itself, seq, what, written, dropped, renderMs, sendMs, url } = event;
  return {
    ...{
      seq,
      at,
      kind: itself ? "scheduled" : "publish",
      what: what.slice(0, NAMED),
      changes: what.length,
    },
    ...{ files: written + dropped, ms: renderMs + sendMs, url },
  };
}
