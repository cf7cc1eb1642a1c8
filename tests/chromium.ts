import { findChromium as findChromiumIn } from "@courtyard/cli/doctor/find-chromium.ts";
import { type Browser, chromium } from "playwright-core";
import { describe, test } from "vitest";

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

/** The Chromium that tests use: `COURTYARD_CHROMIUM`, else the first known name on the PATH, else null. */
export function findChromium(): string | null {
  return findChromiumIn(process.env);
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
