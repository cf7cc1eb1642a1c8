import type { PublisherEvent } from "../../site/src/publisher/events.ts";
import {
  type Publisher,
  type PublisherOptions,
  startPublisher,
} from "../../site/src/publisher/publisher.ts";

export interface Watched extends AsyncDisposable {
  readonly publisher: Publisher;
  /** The next event of this kind that has not been asked for. */
  next<K extends PublisherEvent["event"]>(kind: K): Promise<Extract<PublisherEvent, { event: K }>>;
  /** Events that nobody asked for. */
  readonly events: readonly PublisherEvent[];
}

/** A publisher in this process whose events can be waited for. */
export async function watchedPublisher(options: PublisherOptions): Promise<Watched> {
  const events: PublisherEvent[] = [];
  let wake = (): void => undefined;
  const publisher = await startPublisher({
    watch: true,
    ...options,
    onEvent: (event) => {
      events.push(event);
      wake();
    },
  });
  return {
    publisher,
    events,
    async next(kind) {
      for (;;) {
        const at = events.findIndex(({ event }) => event === kind);
        if (at >= 0) return events.splice(at, 1)[0] as never;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    [Symbol.asyncDispose]: () => publisher.close(),
  };
}
