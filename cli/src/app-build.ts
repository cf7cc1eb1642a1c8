import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { REPOSITORY } from "./repository.ts";

const APP = join(REPOSITORY, "app");

/** What the build is made of, from the repository's root. */
const SOURCES = [
  "app/{src,build,public}/**/*",
  "app/*.{html,ts,js,json}",
  "protocol/{src,web}/**/*.ts",
  "package-lock.json",
];

/** Where the app's build stands, to be served by the vault and the sidecar. */
const APP_DIST = join(APP, "dist");

const DIGEST = join(APP_DIST, ".digest");

/** Whether `app/dist` was built from the present sources. */
export async function appIsBuilt(): Promise<boolean> {
  if (!existsSync(join(APP_DIST, "index.html"))) return false;
  const written = await readFile(DIGEST, "utf8").catch(() => "");
  return written === (await sourceDigest());
}

/**
 * Builds the app when its sources changed since the last build; `onBuild` is called when it does.
 * Builds beside and renames, so that a vault that serves the old build never sees half a new one.
 * Throws with the builder's output when the build fails.
 */
export async function ensureAppBuilt(onBuild: () => void = () => undefined): Promise<void> {
  if (await appIsBuilt()) return;
  onBuild();
  const digest = await sourceDigest();
  // On the same file system as `app/dist`, so that it can be renamed there.
  const fresh = join(REPOSITORY, "node_modules", ".cache", "courtyard", `app-${process.pid}`);
  try {
    await viteBuild(fresh);
    await writeFile(join(fresh, ".digest"), digest);
    await putInPlace(fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function putInPlace(fresh: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    await rm(APP_DIST, { recursive: true, force: true });
    try {
      await rename(fresh, APP_DIST);
      return;
    } catch (error) {
      // Another start has put its own build there in between; the last one stays.
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== "ENOTEMPTY" && code !== "EEXIST") || tries === 5) throw error;
    }
  }
}

function viteBuild(outDir: string): Promise<void> {
  const vite = createRequire(join(APP, "package.json")).resolve("vite/package.json");
  const args = [join(vite, "..", "bin", "vite.js"), "build", "--outDir", outDir, "--emptyOutDir"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: APP, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(stripVTControlCharacters(output).trim()));
    });
  });
}

async function sourceDigest(): Promise<string> {
  const hash = createHash("sha256");
  const files: string[] = [];
  for (const pattern of SOURCES) {
    for await (const entry of glob(pattern, { cwd: REPOSITORY, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
    }
  }
  for (const file of files.sort())
    hash.update(`${file.slice(REPOSITORY.length)}\0`).update(await readFile(file));
  return hash.digest("hex");
}
