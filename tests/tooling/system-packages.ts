import { spawnSync } from "node:child_process";
import { findChromium } from "../chromium.ts";

/** One thing that tests want from the machine, beyond what npm brings. */
export interface SystemNeed {
  name: string;
  /** Debian's package. */
  package: string;
  /** What cannot run without it. */
  for: string;
  isThere: () => boolean;
}

export const SYSTEM_NEEDS: readonly SystemNeed[] = [
  {
    name: "Chromium",
    package: "chromium",
    for: "the browser tests and the story",
    isThere: () => findChromium() !== null,
  },
  {
    name: "Java",
    package: "default-jre-headless",
    for: "the HTML checker in the tests of themes",
    isThere: () => run("java", ["-version"]).status === 0,
  },
  {
    name: "a CJK font",
    package: "fonts-noto-cjk",
    for: "readable Chinese in screenshots",
    // No fontconfig at all means no browser either; Chromium's package brings it.
    isThere: () => run("fc-list", [":lang=zh-cn", "family"]).stdout.trim() !== "",
  },
];

export type Provision = {
  need: SystemNeed;
  state: "found" | "installed" | "missing";
  why?: string;
};

/** Finds each need, or installs it through apt where this process may (root on Debian). Says nothing itself. */
export function provide(needs: readonly SystemNeed[], say: (line: string) => void): Provision[] {
  const missing = needs.filter((need) => !need.isThere());
  let why = "";
  if (missing.length > 0) {
    if (process.env.COURTYARD_NO_APT) why = "COURTYARD_NO_APT is set";
    else if (process.getuid?.() !== 0) why = "only root may install packages";
    else if (run("apt-get", ["--version"]).status !== 0) why = "this machine has no apt-get";
    else {
      const packages = missing.map((need) => need.package);
      say(`installing ${packages.join(", ")} through apt (COURTYARD_NO_APT=1 prevents it)`);
      why = install(packages);
    }
  }
  return needs.map((need) => {
    if (!missing.includes(need)) return { need, state: "found" };
    return need.isThere() ? { need, state: "installed" } : { need, state: "missing", why };
  });
}

/** Returns why it failed, or an empty string. */
function install(packages: string[]): string {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // A new machine has no package lists, an old one has stale ones: both need this first.
  const update = spawnSync("apt-get", ["update", "-qq"], { env, encoding: "utf8" });
  const args = ["install", "-y", "-qq", "--no-install-recommends", ...packages];
  const done = spawnSync("apt-get", args, { env, encoding: "utf8" });
  if (done.status === 0) return "";
  const words = `${update.stderr}\n${done.stderr}`.trim().split("\n").slice(-3).join("; ");
  return `apt-get failed: ${words}`;
}

function run(command: string, args: string[]): { status: number | null; stdout: string } {
  const done = spawnSync(command, args, { encoding: "utf8" });
  return { status: done.status, stdout: done.stdout ?? "" };
}
