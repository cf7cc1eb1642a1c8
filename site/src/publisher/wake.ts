// A rest that ends by itself or by a call.

export interface Wake {
  /**
   * Resolves after `ms`, or at the next `now()`; at once when `now()` came since the last rest. True
   * when a call ended it.
   */
  rest(ms: number): Promise<boolean>;
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
      const byCall = called;
      called = false;
      rise = undefined;
      return byCall;
    },
    now() {
      called = true;
      rise?.();
    },
  };
}
