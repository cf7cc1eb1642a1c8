import type { Writable } from "node:stream";

/**
 * Keeps a reader who went away (`courtyard … | head`) from being a crash: what is still said goes
 * nowhere, `onGone` hears of it once, and every other fault of a stream stays a fault.
 */
export function survivePipes(streams: readonly Writable[], onGone: () => void): void {
  let gone = false;
  for (const stream of streams)
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      if (gone) return;
      gone = true;
      onGone();
    });
}
