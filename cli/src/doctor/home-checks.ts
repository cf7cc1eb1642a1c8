import { constants, existsSync } from "node:fs";
import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigProblem } from "../home/config.ts";
import type { Places } from "../home/places.ts";
import type { Shell } from "../shell.ts";
import { type Finding, fail, ok } from "./finding.ts";

/** The folder of the runtime state: there, ours to write, and its secrets closed to others. */
export async function homeChecks(places: Places, { words }: Shell): Promise<Finding[]> {
  const { doctor } = words;
  if (!existsSync(places.home))
    return [fail("home", doctor.homeMissing(places.home), doctor.homeMissingMend)];
  const writable = await access(places.home, constants.W_OK).then(
    () => true,
    () => false,
  );
  const open: Finding[] = [];
  for (const path of secretsOf(places)) {
    const mode = (await stat(path).catch(() => null))?.mode;
    if (mode !== undefined && (mode & 0o077) !== 0)
      open.push(
        fail(
          "secrets",
          doctor.secretOpen(path, (mode & 0o777).toString(8)),
          doctor.secretOpenMend(path),
        ),
      );
  }
  return [
    writable
      ? ok("home", doctor.home(places.home))
      : fail("home", doctor.homeNotWritable(places.home), doctor.homeNotWritableMend),
    ...(open.length > 0 ? open : [ok("secrets", doctor.secrets)]),
  ];
}

/** One line for a file that cannot be read, or one per wrong field. */
export function configFindings(
  problem: ConfigProblem,
  places: Places,
  { words }: Shell,
): Finding[] {
  const { config } = words;
  switch (problem.code) {
    case "config-missing":
      return [fail("config", config.missing(places.config), config.missingMend)];
    case "config-syntax":
      return [fail("config", config.syntax(places.config, problem.detail), config.mend)];
    case "config-fields":
      return problem.fields.map(({ field, detail }) =>
        fail("config", `courtyard.json, ${field}: ${detail}`, config.mend),
      );
  }
}

function secretsOf(places: Places): string[] {
  return [
    places.controlToken,
    places.publisherKey,
    places.cliDevice,
    join(places.vault, "vault.db"),
    join(places.vault, "passphrase"),
    join(places.sidecar, "sidecar.db"),
  ];
}
