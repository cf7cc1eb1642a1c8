// A value that is read again whenever one of its topics changes. Rendering never waits for it.

import type { Topic } from "../state/notifier.ts";
import type { Courtyard } from "../state/open-courtyard.ts";

/** The latest value; undefined until the first reading is done. */
export interface Live<T> {
  readonly value: T | undefined;
  reload(): void;
}

/** Call while a component is made. `load` may use reactive values: it runs again when they change. */
export function live<T>(
  courtyard: Pick<Courtyard, "on">,
  topics: () => readonly Topic[],
  load: () => Promise<T>,
): Live<T> {
  let value = $state.raw<T | undefined>();
  let turn = 0;
  let again = $state(0);
  $effect(() => {
    const reload = () => {
      const mine = ++turn;
      load().then(
        (loaded) => {
          // An older reading that took longer must not replace a newer one.
          if (mine === turn) value = loaded;
        },
        (cause) => console.error(cause),
      );
    };
    void again;
    const stops = topics().map((topic) => courtyard.on(topic, reload));
    reload();
    return () => {
      turn += 1;
      for (const stop of stops) stop();
    };
  });
  return {
    get value() {
      return value;
    },
    reload: () => {
      again += 1;
    },
  };
}
