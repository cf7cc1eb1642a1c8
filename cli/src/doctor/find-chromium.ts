import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

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

/** The absolute path of a Chromium: `COURTYARD_CHROMIUM`, else the first known name on the PATH, else null. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | null {
  const chosen = env.COURTYARD_CHROMIUM;
  if (chosen) return isAbsolute(chosen) && isExecutable(chosen) ? chosen : null;
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...PLACES].find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
