import { z } from "zod";

/** What was asked of the desk and done, until no envelope that asks it again can be valid. */
export const doneRequests = z.array(z.strictObject({ id: z.string(), until: z.int() }));

export interface DoneRequests {
  /** Notes a request as done, on disk where it changes something; false when it is noted already. */
  begin(id: string, until: number, options: { lasting: boolean }): boolean;
}

/**
 * The requests that need not be done again (spec 06, SEAL-62). What only reads is remembered while the
 * process lives, and what changes something in `kept`, so that a crash makes no second time either.
 */
export function createDoneRequests(
  kept: {
    get(): z.infer<typeof doneRequests> | undefined;
    set(value: z.infer<typeof doneRequests>): void;
  },
  clock: () => number,
): DoneRequests {
  const known = new Map((kept.get() ?? []).map((one) => [one.id, { ...one, lasting: true }]));
  return {
    begin(id, until, { lasting }) {
      for (const one of known.values()) if (one.until <= clock()) known.delete(one.id);
      if (known.has(id)) return false;
      known.set(id, { id, until, lasting });
      if (!lasting) return true;
      const all = [...known.values()].filter((one) => one.lasting);
      kept.set(all.map(({ id: name, until: end }) => ({ id: name, until: end })));
      return true;
    },
  };
}
