import { setFlagsFromString } from "node:v8";

/**
 * Loading 600 modules is all short-lived garbage. If the young generation grows for it, as V8 does,
 * the process stays 10 MB larger for good; held small while the program loads, it costs no time
 * that anybody sees.
 */
export function holdHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** The program is loaded: from now on the young generation grows with the work, for throughput. */
export function letHeapGrow(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
}
