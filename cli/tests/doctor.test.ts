import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Finding } from "../src/doctor/finding.ts";
import { run, temporaryFolder } from "./captured-shell.ts";

/** What the doctor finds in a folder, by the name of the check. */
async function examine(cwd: string): Promise<{ exit: number; findings: Finding[] }> {
  const { exit, out } = await run(["doctor", "--json"], { cwd });
  return { exit, findings: (JSON.parse(out) as { findings: Finding[] }).findings };
}

function of(findings: readonly Finding[], check: string): Finding[] {
  return findings.filter((finding) => finding.check === check);
}

test("without a home the doctor says so and how to get one: exit code 1", async () => {
  const { exit, findings } = await examine(temporaryFolder());
  expect(exit).toBe(1);
  expect(of(findings, "home")).toMatchObject([
    { state: "fail", mend: expect.stringContaining("courtyard start") },
  ]);
});

test("a set-up that is fine but not running passes, with that remark", async () => {
  const { cwd } = await run(["init", "--port", "4711", "--app-port", "4712"]);
  const { exit, findings } = await examine(cwd);
  expect(findings.filter(({ state }) => state === "fail")).toEqual([]);
  expect(exit).toBe(0);
  expect(of(findings, "running")).toMatchObject([{ state: "warn" }]);
  expect(of(findings, "port-sidecar")).toMatchObject([{ state: "ok" }]);
});

test("each wrong setting is a line that names the field", async () => {
  const { cwd } = await run(["init"]);
  const config = {
    v: 1,
    address: "alice",
    content: "../c",
    bind: "127.0.0.1",
    ports: { sidecar: 0 },
  };
  writeFileSync(join(cwd, ".courtyard/courtyard.json"), JSON.stringify(config));
  const { exit, findings } = await examine(cwd);
  expect(exit).toBe(1);
  expect(of(findings, "config").map(({ text }) => text.split(":")[0])).toEqual([
    "courtyard.json, address",
    "courtyard.json, ports.sidecar",
    "courtyard.json, ports.vault",
    "courtyard.json, sidecar",
  ]);
});

test("a settings file that is no JSON is one line", async () => {
  const { cwd } = await run(["init"]);
  writeFileSync(join(cwd, ".courtyard/courtyard.json"), "{");
  const { exit, findings } = await examine(cwd);
  expect({ exit, lines: of(findings, "config").length }).toEqual({ exit: 1, lines: 1 });
});

test("a secret that others can read is named with the command that mends it", async () => {
  const { cwd } = await run(["init"]);
  const token = join(cwd, ".courtyard/vault/control.token");
  mkdirSync(join(cwd, ".courtyard/vault"));
  writeFileSync(token, "secret");
  chmodSync(token, 0o644);
  const { exit, findings } = await examine(cwd);
  expect(exit).toBe(1);
  expect(of(findings, "secrets")).toMatchObject([{ state: "fail", mend: `chmod 600 ${token}` }]);
});

test("a port that a stranger holds is named", async () => {
  const stranger = createServer((socket) => socket.end("hello\n")).listen(0, "127.0.0.1");
  await once(stranger, "listening");
  onTestFinished(() => void stranger.close());
  const { port } = stranger.address() as AddressInfo;
  const { cwd } = await run(["init", "--port", String(port), "--app-port", "4712"]);
  const { exit, findings } = await examine(cwd);
  expect(exit).toBe(1);
  expect(of(findings, "port-sidecar")).toMatchObject([
    { state: "fail", text: `Port ${port}, for the sidecar, is held by another program.` },
  ]);
});

test("a house on a sidecar elsewhere is told when that does not answer", async () => {
  const { cwd } = await run(["init", "--address", "a@a.localhost:1", "--no-sidecar"]);
  const { exit, findings } = await examine(cwd);
  expect(exit).toBe(1);
  expect(of(findings, "sidecar")).toMatchObject([
    { state: "fail", text: expect.stringContaining("http://a.localhost:1") },
  ]);
});

test("for people every line has its state as a word, and how to mend it below", async () => {
  const { out } = await run(["doctor"]);
  expect(out).toMatch(/^FAIL {2}There is no home/m);
  expect(out).toMatch(/^ {6}Run `courtyard start`/m);
  expect(out.trimEnd()).toMatch(/1 to mend\.$/);
});
