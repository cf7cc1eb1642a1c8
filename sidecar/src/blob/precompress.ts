import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { BlobStore } from "./blob-store.ts";
import { isCompressible } from "./compressible.ts";

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** A file to compress in the background. */
export interface CompressJob {
  readonly blobs: BlobStore;
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
}

/** Makes `.br` and `.gz` beside blobs, one at a time, so that serving never waits for it. */
export interface Precompressor extends AsyncDisposable {
  /** Adds what has no compressed form yet. */
  add(jobs: Iterable<CompressJob>): void;
  /** Resolves when the queue is empty. */
  idle(): Promise<void>;
  readonly waiting: number;
}

/** Larger text files are served as they are: one would hold memory for seconds of work. */
const LARGEST = 8 * 1024 * 1024;
/** The last steps of quality cost ten times the time: worth it for what is small and fetched often. */
const FINEST_UNTIL = 128 * 1024;

export function createPrecompressor({
  onError,
}: {
  onError: (error: unknown) => void;
}): Precompressor {
  const queue: CompressJob[] = [];
  let next = 0;
  let working: Promise<void> | undefined;
  let closed = false;

  async function work(): Promise<void> {
    for (let job = queue[next]; job && !closed; job = queue[next]) {
      next += 1;
      try {
        await compress(job);
      } catch (error) {
        onError(error);
      }
    }
    queue.length = 0;
    next = 0;
    working = undefined;
  }

  return {
    add: (jobs) => {
      for (const job of jobs) {
        if (isCompressible(job.type, job.size) && job.size <= LARGEST) queue.push(job);
      }
      if (next < queue.length && !closed) working ??= work();
    },
    idle: async () => {
      while (working) await working;
    },
    get waiting() {
      return queue.length - next;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      await working;
    },
  };
}

async function compress({ blobs, sha256, type }: CompressJob): Promise<void> {
  if (!blobs.has(sha256)) return;
  const wanted = (["br", "gz"] as const).filter((variant) => !blobs.hasVariant(sha256, variant));
  if (wanted.length === 0) return;
  const bytes = await readFile(blobs.pathOf(sha256));
  for (const variant of wanted) {
    const small =
      variant === "gz" ? await deflate(bytes, { level: 9 }) : await brotliOf(bytes, type);
    if (small.length < bytes.length) await blobs.putVariant(sha256, variant, small);
  }
}

function brotliOf(bytes: Buffer, type: string): Promise<Buffer> {
  const asset = /css|javascript|svg|wasm/.test(type);
  return brotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: asset && bytes.length <= FINEST_UNTIL ? 11 : 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
