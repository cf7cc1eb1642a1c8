import type { Feature, FeatureContext } from "../feature.ts";
import { createOneAtATime } from "../order/one-at-a-time.ts";
import { followersOf } from "../store/feed.ts";
import { createFeedFetcher } from "./feed-fetcher.ts";
import { followMethods } from "./follow-methods.ts";
import { createPoliteGet } from "./polite-get.ts";

/** How often we look whose hour has come. */
const TICK = 5000;

/** Following by GET: one cache of feeds for the sidecar, one timeline per tenant. */
export function createFollowFeature({
  store,
  net,
  events,
  clock,
  random,
  log,
}: FeatureContext): Feature {
  const closing = new AbortController();
  const { signal } = closing;
  const get = createPoliteGet({ net, hosts: createOneAtATime(), clock, closing: signal });
  const fraction = (): number => (random(1)[0] ?? 0) / 256;
  const onNew = (feed: number, added: number): void => {
    for (const tenant of followersOf(store, feed)) {
      events.emit(tenant, "timeline", { follow: String(feed), added });
    }
  };
  const fetcher = createFeedFetcher({
    store,
    get,
    clock,
    random: fraction,
    onNew,
    closing: signal,
  });
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;

  function tick(): void {
    round ??= fetcher
      .runDue()
      .catch((error) => log.error({ err: error }, "feeds could not be fetched"))
      .finally(() => {
        round = undefined;
      });
  }

  return {
    methods: followMethods({ store, fetcher, get, random: fraction, onNew }),
    start: () => {
      timer = setInterval(tick, TICK);
      timer.unref();
    },
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await round;
    },
  };
}
