import { fileURLToPath, pathToFileURL } from "node:url";

/** The programs of the rooms, as absolute paths. */
export const PROGRAMS = {
  sidecar: fileURLToPath(import.meta.resolve("@courtyard/sidecar/main.ts")),
  vault: fileURLToPath(import.meta.resolve("@courtyard/home-vault/main.ts")),
  publisher: fileURLToPath(import.meta.resolve("@courtyard/site/publisher/main.ts")),
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
