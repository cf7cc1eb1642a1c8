import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { REPOSITORY } from "./repository.ts";

/** The programs of the rooms, from the repository's root. */
export const PROGRAMS = {
  sidecar: join(REPOSITORY, "sidecar/src/main.ts"),
  vault: join(REPOSITORY, "home-vault/src/main.ts"),
  publisher: join(REPOSITORY, "site/src/publisher/main.ts"),
} as const;

/**
 * Becomes the room's program: same process, its arguments, its signals, its log on stdout. For
 * service managers, which want one process and no parent in between.
 */
export async function becomeRoom(
  program: keyof typeof PROGRAMS,
  args: readonly string[],
): Promise<void> {
  const script = PROGRAMS[program];
  process.argv = [process.execPath, script, ...args];
  await import(pathToFileURL(script).href);
}
