import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY } from "./repository.ts";

const STARTER = join(REPOSITORY, "cli", "starter");

/**
 * Puts a small first site into a folder, signed with `name`. Returns false, and writes nothing, when
 * the folder holds anything already: a writer's folder is never touched.
 */
export async function writeStarter(
  folder: string,
  { name, now }: { name: string; now: number },
): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) return false;
  await cp(STARTER, folder, { recursive: true });
  const date = new Date(now).toISOString().slice(0, 16).replace("T", " ");
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replaceAll("__name__", name).replaceAll("__date__", date));
  }
  return true;
}
