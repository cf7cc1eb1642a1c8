import type { House } from "./home/house.ts";
import { becomeRoom } from "./run-room.ts";
import type { Shell } from "./shell.ts";
import { publisherArgs } from "./start/open-the-house.ts";

/** Publishes in the foreground: once, or on every save until a signal. */
export async function runPublisher(
  house: House,
  { once, strict }: { once: boolean; strict: boolean; shell: Shell },
): Promise<void> {
  const flags = [once ? "--once" : "--watch", ...(strict ? ["--strict"] : [])];
  await becomeRoom("publisher", publisherArgs(house, flags));
}
