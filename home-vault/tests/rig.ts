import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { pino } from "pino";
import type { Argon2Cost } from "../src/unlock/argon2.ts";
import { startVault, type VaultOptions } from "../src/vault.ts";
import { isVaultRefusal } from "../src/vault-refusal.ts";
import { CODE, type FakeSidecar } from "./fake-sidecar.ts";

/** A cheap derivation; the real one's cost is nothing that a test learns from. */
export const CHEAP: Argon2Cost = { memory: 64, passes: 1, parallelism: 1 };

/** A folder that goes with the test. */
export function scratch(): Disposable & { dir: string } {
  const dir = mkdtempSync(join(tmpdir(), "courtyard-vault-"));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A vault on any port, quiet, with the least waiting between dials. */
export function quietVault(dir: string, options: Partial<VaultOptions> = {}) {
  const log = pino({ level: "silent" });
  return startVault({ dir, port: 0, cost: CHEAP, log, random: () => 0, ...options });
}

/** A vault that has claimed its place at the fake sidecar and is linked. */
export async function claimedVault(dir: string, sidecar: FakeSidecar) {
  const vault = await quietVault(dir);
  unwrap(await vault.claim({ sidecar: sidecar.origin, code: CODE }));
  await until(() => vault.status().linked);
  return vault;
}

/** The value, or the refusal as an error of the test. */
export function unwrap<T extends object>(value: T): Exclude<T, { ok: false }> {
  if (isRefusal(value) || isVaultRefusal(value))
    throw new Error(`${value.code}: ${value.detail ?? ""}`);
  return value as Exclude<T, { ok: false }>;
}

/** Waits for something that other processes or sockets bring about. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { within = 10_000, what = condition.toString() }: { within?: number; what?: string } = {},
): Promise<void> {
  const end = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
