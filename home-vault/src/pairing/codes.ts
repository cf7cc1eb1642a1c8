import type { Capability } from "@courtyard/protocol/identity.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { checkPairingMac, newPairingCode } from "@courtyard/protocol/pairing.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";

/** A code that waits for its device. */
export interface OpenCode {
  code: string;
  expires: number;
  /** The most that a device paired with it may get. */
  can: readonly Capability[];
}

export interface PairingCodes {
  /** A new code; those open before stay open. */
  open(can: readonly Capability[]): OpenCode;
  /** Uses up the code that made this mac over `value`. Refuses as `pairing-*` says. */
  take(value: JsonValue, mac: string): OpenCode | Refusal;
}

/** As many screens as one person pairs at once; the oldest code gives way. */
const OPEN_AT_ONCE = 4;

/**
 * The codes that are good now. They live in memory only: a restart ends them all, and the owner asks
 * for another. A code is good once, for `LIMITS.pairingLife`, and a mac that fits none counts as a
 * try at each, since it cannot say which one it meant.
 */
export function pairingCodes({
  clock,
  newCode = newPairingCode,
}: {
  clock: () => number;
  newCode?: () => string;
}): PairingCodes {
  let codes: (OpenCode & { tries: number })[] = [];
  /** Why the last code went, so that a person who comes too late is told so. */
  let gone: "pairing-expired" | "pairing-tries" | "pairing-closed" = "pairing-closed";

  function dropExpired(): void {
    const now = clock();
    const alive = codes.filter((code) => code.expires > now);
    if (alive.length < codes.length) gone = "pairing-expired";
    codes = alive;
  }

  return {
    open: (can) => {
      dropExpired();
      const made = { code: newCode(), expires: clock() + LIMITS.pairingLife, can, tries: 0 };
      codes = [...codes, made].slice(-OPEN_AT_ONCE);
      return { code: made.code, expires: made.expires, can };
    },
    take: (value, mac) => {
      dropExpired();
      if (codes.length === 0) return refuse(gone);
      // Every open code is tried, whichever fits, so that the time tells nothing.
      const fits = codes.map((code) => checkPairingMac(code.code, value, mac));
      const found = codes[fits.indexOf(true)];
      if (found) {
        codes = codes.filter((code) => code !== found);
        if (codes.length === 0) gone = "pairing-closed";
        return { code: found.code, expires: found.expires, can: found.can };
      }
      for (const code of codes) code.tries += 1;
      const alive = codes.filter((code) => code.tries < LIMITS.pairingTries);
      if (alive.length < codes.length) gone = "pairing-tries";
      codes = alive;
      return refuse("pairing-code");
    },
  };
}
