import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { appIsBuilt } from "../app-build.ts";
import type { Shell } from "../shell.ts";
import { findChromium } from "./find-chromium.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const GIGABYTE = 1024 ** 3;

/** What is true of the machine, whoever lives here. */
export async function machineChecks(home: string, { env, words }: Shell): Promise<Finding[]> {
  const { doctor } = words;
  const version = process.versions.node;
  const chromium = findChromium(env);
  return [
    Number(version.split(".")[0]) >= 26
      ? ok("node", doctor.node(version))
      : fail("node", doctor.node(version), doctor.nodeMend),
    await diskCheck(home, words.doctor),
    (await appIsBuilt()) ? ok("app", doctor.app) : warn("app", doctor.appStale, doctor.appMend),
    chromium === null
      ? warn("chromium", doctor.chromiumMissing, doctor.chromiumMend)
      : ok("chromium", doctor.chromium(chromium)),
  ];
}

async function diskCheck(home: string, doctor: Shell["words"]["doctor"]): Promise<Finding> {
  let folder = home;
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / GIGABYTE;
  const shown = free.toFixed(free < 10 ? 1 : 0);
  if (free < 0.1) return fail("disk", doctor.diskLow(shown), doctor.diskMend);
  if (free < 1) return warn("disk", doctor.diskLow(shown), doctor.diskMend);
  return ok("disk", doctor.disk(shown));
}
