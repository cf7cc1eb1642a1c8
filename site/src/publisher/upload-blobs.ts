// Brings the sidecar the bytes that it lacks.

import type { PublishAnswer, SidecarClient } from "./sidecar-client.ts";

/** Where the bytes of a hash lie. */
export interface BlobFile {
  readonly path: string;
  readonly size: number;
}

/** Uploads at the same time: enough to fill a line, few enough for a small server. */
const UPLOADS = 6;

/** Uploads every blob of `sources`; undefined when all are there. `onDone` hears of each. */
export async function uploadBlobs(
  client: SidecarClient,
  sources: ReadonlyMap<string, BlobFile>,
  onDone: (done: number, of: number) => void,
): Promise<PublishAnswer | undefined> {
  const queue = [...sources];
  let done = 0;
  let trouble: PublishAnswer | undefined;
  const one = async () => {
    for (let next = queue.pop(); next && !trouble; next = queue.pop()) {
      const answer = await client.upload(...next);
      // Somebody else's upload of the same blob came first: it is there, which is all we want.
      const fine =
        answer.kind === "live" || (answer.kind === "refused" && answer.code === "blob-unwanted");
      if (!fine) trouble = answer;
      done += 1;
      onDone(done, sources.size);
    }
  };
  await Promise.all(Array.from({ length: UPLOADS }, one));
  return trouble;
}
