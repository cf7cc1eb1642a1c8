/** Runs the work of one key after the other, and that of different keys side by side. */
export interface OneAtATime {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** How much waits or runs for a key. */
  depth(key: string): number;
  /** Resolves when everything that was given has ended. */
  idle(): Promise<void>;
}

export function createOneAtATime(): OneAtATime {
  const lines = new Map<string, { tail: Promise<unknown>; depth: number }>();
  return {
    run: (key, work) => {
      const line = lines.get(key) ?? { tail: Promise.resolve(), depth: 0 };
      lines.set(key, line);
      line.depth += 1;
      const result = line.tail.then(work);
      line.tail = result.then(
        () => undefined,
        () => undefined,
      );
      void line.tail.then(() => {
        line.depth -= 1;
        if (line.depth === 0) lines.delete(key);
      });
      return result;
    },
    depth: (key) => lines.get(key)?.depth ?? 0,
    idle: async () => {
      while (lines.size > 0) await Promise.all([...lines.values()].map((line) => line.tail));
    },
  };
}
