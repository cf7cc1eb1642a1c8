import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CODE, startFakeSidecar } from "./fake-sidecar.ts";
import { scratch, until } from "./rig.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");

function run(args: string[], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, "--port", "0", ...args], {
    env: { ...process.env, ...env },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  const ready = () =>
    printed
      .split("\n")
      .filter((line) => line.includes('"event":"ready"'))
      .map((line) => JSON.parse(line) as { url: string; identity: string | null })[0];
  return { child, printed: () => printed, ended, ready };
}

describe("the vault's process", () => {
  it("claims at its first start, says when it is ready, and ends cleanly on SIGTERM", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    const dir = join(folder.dir, "vault");
    const vault = run(["--dir", dir, "--sidecar", sidecar.origin], { COURTYARD_CLAIM_CODE: CODE });
    await until(() => vault.ready() !== undefined && sidecar.isLinked());
    expect(vault.ready()?.identity).toBe(sidecar.identity()?.id);
    const token = readFileSync(join(dir, "control.token"), "utf8").trim();
    const answer = await fetch(`${vault.ready()?.url}/control/phrase`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    const { phrase } = (await answer.json()) as { phrase: string };
    const started = Date.now();
    vault.child.kill("SIGTERM");
    expect(await vault.ended).toBe(0);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(existsSync(join(dir, "vault.db-wal"))).toBe(false);

    const passphrase = readFileSync(join(dir, "passphrase"), "utf8").trim();
    for (const secret of [phrase, token, passphrase, CODE])
      expect(vault.printed()).not.toContain(secret);
  });

  it("says in one line why it cannot start, and exits with 1", async () => {
    using folder = scratch();
    const dir = join(folder.dir, "vault");
    const first = run(["--dir", dir], { COURTYARD_PASSPHRASE: "right horse" });
    await until(() => first.ready() !== undefined);
    const second = run(["--dir", dir], { COURTYARD_PASSPHRASE: "right horse" });
    expect(await second.ended).toBe(1);
    expect(second.printed()).toContain('"code":"folder-in-use"');
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);

    const file = join(folder.dir, "typed");
    writeFileSync(file, "wrong horse\n");
    const wrong = run(["--dir", dir, "--passphrase-file", file]);
    expect(await wrong.ended).toBe(1);
    expect(wrong.printed()).toContain('"code":"passphrase-wrong"');
    expect(wrong.printed()).not.toContain("horse");
  });
});
