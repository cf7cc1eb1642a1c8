import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../doctor/find-chromium.ts";

const FLAGS = [
  "--headless",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/** The machine's Chromium without a window; undefined when there is none. The caller closes it. */
export async function openBrowser(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Browser | undefined> {
  const executablePath = findChromium(env);
  if (executablePath === null) return undefined;
  // Root, as on a bare machine or in CI, may not use the sandbox; the pages are the demo site's own.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: isRoot ? [...FLAGS, "--no-sandbox"] : FLAGS });
}
