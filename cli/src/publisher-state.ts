import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Places } from "./home/places.ts";

/** What the publisher notes of its last publication that went live. */
const stateSchema = z.object({ header: z.object({ seq: z.int() }) });

/** The `seq` of the last publication that this machine made; null when it made none. */
export async function localSeq(places: Places): Promise<number | null> {
  const text = await readFile(join(places.publisher, "manifest.json"), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const read = stateSchema.safeParse(JSON.parse(text));
    return read.success ? read.data.header.seq : null;
  } catch {
    return null; // the publisher writes it anew
  }
}
