import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { describe, test } from "vitest";

/** Names under which distributions put a Chromium or Chrome on the PATH, the likeliest first. */
const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];

/** Places outside the PATH (snap, macOS). */
const PLACES = [
  "/snap/bin/chromium",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Flags for every Chromium that a test starts. `--no-sandbox` because root (a bare machine, CI) may
 * not use the sandbox; the rest keeps the browser from calling anybody but the pages under test.
 */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why a test that needs a browser did not run, and how to mend it. */
export const NO_CHROMIUM =
  "no Chromium or Chrome found: install one (`apt-get install chromium`) or set COURTYARD_CHROMIUM to its path";

/** The absolute path of a Chromium: `COURTYARD_CHROMIUM`, else the first known name on the PATH, else null. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const chosen = env.COURTYARD_CHROMIUM;
  if (chosen) return isAbsolute(chosen) && isExecutable(chosen) ? chosen : null;
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...PLACES].find(isExecutable) ?? null;
}

/** Starts the found Chromium under Playwright; the caller closes it. Throws when there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(NO_CHROMIUM);
  return chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
}

/**
 * A `describe` whose tests need a browser. Without one its tests are reported as skipped, with the
 * reason in the name; with `CI=true` that is a failure, since CI must not pass by running nothing.
 */
export function describeWithChromium(name: string, body: () => void): void {
  if (findChromium() !== null) {
    describe(name, body);
  } else if (process.env.CI === "true") {
    test(`${name}: finds a Chromium`, () => {
      throw new Error(NO_CHROMIUM);
    });
  } else {
    describe.skip(`${name} (${NO_CHROMIUM})`, body);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
