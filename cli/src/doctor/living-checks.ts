import { reasonOf } from "../fault.ts";
import type { House } from "../home/house.ts";
import { isPortFree } from "../net/port.ts";
import { ask } from "../net/request.ts";
import { sidecarPlace } from "../net/sidecar-place.ts";
import type { Shell } from "../shell.ts";
import { type VaultStatus, vaultControl } from "../vault-control.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Beyond this, people notice; at five minutes envelopes are refused (protocol's `clockSkew`). */
const CLOCK_WARN = 30_000;
const CLOCK_FAIL = 240_000;

/** What the running processes say, for the checks that build on it. */
export interface Living {
  readonly sidecar: boolean;
  readonly vault: VaultStatus | null;
  readonly findings: readonly Finding[];
}

/** Knocks at the sidecar and the vault. A house that is simply not running is no fault. */
export async function livingChecks(house: House, shell: Shell): Promise<Living> {
  const { doctor, start } = shell.words;
  const { url, headers } = sidecarPlace(house);
  const findings: Finding[] = [];

  const asked = Date.now();
  const health = await ask(`${url}/healthz`, { headers: { ...headers }, timeout: 5_000 }).catch(
    reasonOf,
  );
  const said = typeof health === "string" ? null : (health.json as Health | undefined);
  const sidecar = said?.ok === true;
  const control = vaultControl({
    places: house.places,
    port: house.ports.vault,
    words: shell.words,
  });
  const vault = await control.status().catch(() => null);

  const away = !sidecar && vault === null;
  if (house.ownSidecar)
    findings.push(
      ...(await portFindings(house.ports.sidecar, house.bind, {
        name: "sidecar",
        ours: sidecar,
        shell,
      })),
    );
  findings.push(
    ...(await portFindings(house.ports.vault, "127.0.0.1", {
      name: "vault",
      ours: vault !== null,
      shell,
    })),
  );
  if (sidecar) {
    findings.push(ok("sidecar", doctor.sidecar(said.version ?? "?", said.tenants ?? 0)));
    const date = typeof health === "string" ? undefined : health.headers.date;
    if (typeof date === "string") findings.push(clockFinding(Date.parse(date), asked, shell));
  } else if (!away || !house.ownSidecar) {
    const reason = typeof health === "string" ? health : `HTTP ${health.status}`;
    findings.push(fail("sidecar", doctor.sidecarDead(url, reason), doctor.sidecarDeadMend));
  }
  if (away && house.ownSidecar) {
    findings.push(warn("running", doctor.notRunning, start.about));
  } else if (vault === null) {
    findings.push(fail("vault", doctor.vaultDead, doctor.vaultDeadMend));
  } else {
    findings.push(
      vault.linked
        ? ok("vault", doctor.vaultLinked)
        : fail("vault", doctor.vaultUnlinked(vault.linkCode), doctor.vaultUnlinkedMend),
    );
    if (vault.damaged > 0)
      findings.push(
        fail("vault-rows", doctor.vaultDamaged(vault.damaged), doctor.vaultDamagedMend),
      );
    if (vault.alarms.length > 0)
      findings.push(warn("alarms", doctor.alarms(vault.alarms.length), doctor.alarmsMend));
  }
  return { sidecar, vault, findings };
}

interface Health {
  ok?: boolean;
  version?: string;
  tenants?: number;
}

async function portFindings(
  port: number,
  bind: string,
  { name, ours, shell }: { name: "sidecar" | "vault"; ours: boolean; shell: Shell },
): Promise<Finding[]> {
  const { doctor, start } = shell.words;
  const check = `port-${name}`;
  const what = start.names[name];
  if (ours) return [ok(check, doctor.portOurs(port, what))];
  const free = await isPortFree(port, bind).catch(reasonOf);
  if (typeof free === "string")
    return [fail(check, start.portForbidden(port, free), start.portForbiddenMend)];
  return free
    ? [ok(check, doctor.portFree(port, what))]
    : [fail(check, doctor.portStranger(port, what), doctor.portStrangerMend)];
}

function clockFinding(theirs: number, asked: number, { words }: Shell): Finding {
  const { doctor } = words;
  const middle = (asked + Date.now()) / 2;
  // The Date header has whole seconds.
  const off = Math.max(0, Math.abs(theirs - middle) - 1_000);
  const seconds = Math.round(off / 1000);
  if (off > CLOCK_FAIL) return fail("clock", doctor.clockOff(seconds), doctor.clockMend);
  if (off > CLOCK_WARN) return warn("clock", doctor.clockOff(seconds), doctor.clockMend);
  return ok("clock", doctor.clock);
}
