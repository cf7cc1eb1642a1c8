import { LIMITS } from "@courtyard/protocol/limits.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";

/** Room for the frame and the other fields of an answer. */
const ROOM = 16 * 1024;

/** As many items from the front as fit into one frame, at least one; the caller says `more` for the rest. */
export function fitAnswer<Item extends JsonValue>(items: readonly Item[]): Item[] {
  let left = LIMITS.frameBytes - ROOM;
  const end = items.findIndex((item, index) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left < 0 && index > 0;
  });
  return items.slice(0, end < 0 ? items.length : end);
}
