import { existsSync } from "node:fs";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import type { House } from "./home/house.ts";
import type { Words } from "./words/english.ts";

/** Throws `not-paired` when this machine has no key to publish with. */
export function requirePublisherKey({ places }: House, words: Words): void {
  if (existsSync(places.publisherKey)) return;
  throw new CliFault("not-paired", words.publish.notPaired, {
    exit: EXIT.setup,
    mend: words.publish.notPairedMend,
  });
}
