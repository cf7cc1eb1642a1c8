// A rest that ends by itself or by a call.

export interface Wake {
  /** Resolves after `ms`, or at the next `now()`; at once when `now()` came since the last rest. */
  rest(ms: number): Promise<void>;
  now(): void;
}

/** A wake for one sleeper. */
export function createWake(): Wake {
  let called = false;
  let rise: (() => void) | undefined;
  return {
    async rest(ms) {
      if (!called) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          rise = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      called = false;
      rise = undefined;
    },
    now() {
      called = true;
      rise?.();
    },
  };
}
