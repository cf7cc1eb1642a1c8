import type { Terminal } from "./terminal.ts";

/** Characters of the bar itself. */
const WIDTH = 24;

/** The line of a bar that moves: what is done, how much of it, and how far that is. */
export function barLine(
  doing: string,
  { done, of }: { done: number; of: number },
  { quiet }: Pick<Terminal, "quiet">,
): string {
  const full = of === 0 ? WIDTH : Math.round((done / of) * WIDTH);
  const bar = "━".repeat(full) + quiet("─".repeat(WIDTH - full));
  return `${bar} ${doing}`;
}
