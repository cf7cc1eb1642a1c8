// An answer of the desk is gzipped and cut into parts that each fit a sealed payload. Spec 06 §9. This
// file neither packs nor unpacks, since that is the platform's.

import { concat, fromBase64url, toBase64url } from "./bytes.ts";
import { LIMITS } from "./limits.ts";
import type { DeskAnswer, DeskRefusal } from "./private-payload.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** The parts of a packed body, in order. Refuses `answer-too-large` when they would be too many. */
export function cutAnswer(packed: Uint8Array, re: string): DeskAnswer[] | Refusal {
  const parts = Math.max(1, Math.ceil(packed.length / LIMITS.deskPartBytes));
  if (parts > LIMITS.deskParts) return refuse("answer-too-large", `${packed.length} bytes`);
  return Array.from({ length: parts }, (_, index) => {
    const from = index * LIMITS.deskPartBytes;
    const data = toBase64url(packed.subarray(from, from + LIMITS.deskPartBytes));
    return { v: 1, kind: "desk.answer", re, part: index + 1, parts, data };
  });
}

/** An answer that is coming. */
export interface Gathering {
  /**
   * Takes the next part or refusal: the whole packed body once it is there, null while parts are
   * missing. Refuses as the vault did, and `sealed-payload` for parts that do not fit together.
   */
  take(answer: DeskAnswer | DeskRefusal): Uint8Array | Refusal | null;
  /** How many parts have come, of how many; both 0 before the first. */
  readonly come: number;
  readonly of: number;
}

/** Gathers the parts of one answer, in whatever order they come. */
export function gatherAnswer(): Gathering {
  const pieces = new Map<number, Uint8Array>();
  let of = 0;
  return {
    get come() {
      return pieces.size;
    },
    get of() {
      return of;
    },
    take(answer) {
      if (answer.kind === "desk.refusal") return refuse(answer.code, answer.detail);
      const bytes = fromBase64url(answer.data);
      of ||= answer.parts;
      if (bytes === null || answer.parts !== of || answer.part > of)
        return refuse("sealed-payload", "a part of another answer");
      // An envelope that came twice brings nothing new.
      if (!pieces.has(answer.part)) pieces.set(answer.part, bytes);
      if (pieces.size < of) return null;
      return concat(...Array.from({ length: of }, (_, i) => pieces.get(i + 1) ?? bytes));
    },
  };
}
