// The demo site, on which every theme is tried: hard cases in English, Chinese and Arabic, with their
// pictures and recordings, made anew wherever somebody needs them.

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bellRecording } from "./bell.ts";
import { demoPicture, PICTURES } from "./demo-pictures.ts";
import { manyPosts } from "./many-posts.ts";

const DEMO = fileURLToPath(new URL("../../demo/", import.meta.url));
const MANY = 500;

/** `hard`: every hard case; `one`: a site with a single post; `many`: 500 posts. */
export type DemoVariant = "hard" | "one" | "many";

/**
 * Writes a content folder into `folder`, which may not exist yet. `theme` is for site.yaml; the files
 * of `extra` (a theme's own `demo/` folder) are laid over the hard cases.
 */
export async function writeDemo(
  folder: string,
  { variant, theme, extra }: { variant: DemoVariant; theme: string; extra?: string | undefined },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(DEMO, folder, { recursive: true });
  if (variant !== "hard") await rm(join(folder, "posts"), { recursive: true });
  if (variant === "one") await copyPost("no-cover", folder);
  if (variant === "many") {
    for (const [file, text] of manyPosts(MANY)) await put(join(folder, file), text);
  }
  if (variant === "hard" && extra !== undefined) await cp(extra, folder, { recursive: true });
  for (const name of PICTURES) {
    await put(join(folder, `images/${name}.jpg`), await demoPicture(name));
  }
  await put(join(folder, "audio/bell.wav"), bellRecording());
  const settings = join(folder, "site.yaml");
  const yaml = await readFile(settings, "utf8");
  await writeFile(settings, `${yaml.replace(/^theme:.*\n/m, "")}theme: ${JSON.stringify(theme)}\n`);
}

async function copyPost(name: string, folder: string): Promise<void> {
  for (const file of await readdir(join(DEMO, "posts"))) {
    if (file.startsWith(`${name}.`)) {
      await cp(join(DEMO, "posts", file), join(folder, "posts", file));
    }
  }
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
