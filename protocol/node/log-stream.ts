// Where the log goes: stdout, also when nobody reads it any more. pino's own stream asks a full pipe
// again for ever, at the end without its event loop: a program whose reader hung did not stop.

import { writeSync } from "node:fs";

export interface LogStream {
  write(line: string): void;
  /** Writes what waits, for as long as the reader may still come; then it is given up. */
  flushSync(): void;
}

/** Kept for a reader who is slow; whatever comes on top of it is lost, since memory is worth more. */
const MOST_BYTES = 1024 * 1024;
/** Between two tries at a full pipe. */
const AGAIN = 100;
/** For the last words of a process, in milliseconds. */
const PATIENCE = 1_000;

/** The stream of this process, which ends with it. */
export function openLogStream(fd: number = process.stdout.fd): LogStream {
  let waiting: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let gone = false;

  /** Writes until all is written or the pipe is full; whether all is. */
  function write(): boolean {
    for (let next = waiting[0]; next; next = waiting[0]) {
      try {
        const written = writeSync(fd, next);
        bytes -= written;
        if (written === next.length) waiting.shift();
        else waiting[0] = next.subarray(written);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EAGAIN") return false;
        // The reader went away, or the disk is full: a log is no reason to stop.
        giveUp();
      }
    }
    return true;
  }

  function giveUp(): void {
    gone = true;
    waiting = [];
    bytes = 0;
  }

  function arm(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (!write()) arm();
    }, AGAIN).unref();
  }

  function flushSync(): void {
    const rest = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; !write(); waited += AGAIN) {
      if (waited >= PATIENCE) {
        giveUp();
        break;
      }
      Atomics.wait(rest, 0, 0, AGAIN);
    }
  }

  process.on("exit", flushSync);
  return {
    write(line) {
      if (gone || bytes > MOST_BYTES) return;
      const encoded = Buffer.from(line);
      waiting.push(encoded);
      bytes += encoded.length;
      if (!timer && !write()) arm();
    },
    flushSync,
  };
}
