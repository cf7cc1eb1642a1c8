import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ask } from "@courtyard/cli/net/request.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../architecture/import-scan.ts";
import { courtyard, freePort } from "../living/house.ts";

const CODE = /\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b/;

/** A command that stays in the foreground; resolves when its log says that it is ready. */
async function foreground(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(ROOT, "cli/bin/courtyard.mjs"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout }))
    if (line.includes(`"event":"ready"`)) return child;
  throw new Error(`courtyard ${args.join(" ")} ended before it was ready`);
}

async function stop(child: ChildProcess | undefined): Promise<number | null> {
  if (child === undefined) return null;
  const ended = once(child, "exit") as Promise<[number | null]>;
  child.kill("SIGINT");
  return (await ended)[0];
}

describe("a house that is opened by hand, as an operator and a service manager do", () => {
  let folder: string;
  let home: string;
  let address: string;
  let origin: string;
  let sidecar: ChildProcess;
  let vault: ChildProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "courtyard-by-hand-"));
    home = join(folder, "home");
    const port = await freePort();
    address = `mei@mei.localhost:${port}`;
    origin = `http://mei.localhost:${port}`;
    await courtyard([
      ...["init", "--home", home, "--address", address, "--app-port", String(await freePort())],
      ...["--content", join(folder, "content"), "--starter"],
    ]);
    sidecar = await foreground(["sidecar", "run", "--home", home]);
    vault = await foreground(["vault", "run", "--home", home]);
  });

  afterAll(async () => {
    for (const child of [vault, sidecar]) if (child?.exitCode === null) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  const here = (...args: string[]) => courtyard([...args, "--home", home]);

  test("a tenant is added while the sidecar runs, and the vault claims it by the code", async () => {
    const added = await here("sidecar", "tenant", "add", address);
    const code = CODE.exec(added.stdout)?.[0] ?? "";
    expect((await here("sidecar", "tenant", "list")).stdout).toContain("waits for its vault");
    expect(await here("vault", "pair", "AAAA-AAAA-AAAA-AAAA")).toMatchObject({ code: 6 });
    const paired = await here("vault", "pair", code);
    expect(paired).toMatchObject({ code: 0, stdout: `The vault now lives at ${address}.\n` });
    expect(await here("vault", "pair", code)).toMatchObject({ code: 6 });
    expect(await here("sidecar", "tenant", "add", address)).toMatchObject({ code: 4 });
  });

  test("the recovery phrase is shown once", async () => {
    expect((await here("vault", "phrase")).stdout.match(/^ +\d+ [a-z]+/gm)).toHaveLength(6);
    const again = await here("vault", "phrase");
    expect(again).toMatchObject({ code: 6, stdout: "" });
    expect(again.stderr).toContain("phrase-shown");
  });

  test("a laptop becomes a publisher by a code, and by nothing else", async () => {
    const laptop = join(folder, "laptop");
    const publish = (...args: string[]) => courtyard(["publish", "--home", laptop, ...args]);
    expect(await publish("--address", address, "--once")).toMatchObject({ code: 3 });

    const code = CODE.exec((await here("vault", "pair-code", "--publisher")).stdout)?.[0] ?? "";
    const content = join(folder, "content");
    const paired = await publish("--address", address, "--content", content, "--pair", code);
    expect(paired).toMatchObject({
      code: 0,
      stdout: `This machine now publishes for ${address}.\n`,
    });
    expect((await stat(join(laptop, "publisher/key.json"))).mode & 0o777).toBe(0o600);

    const published = await publish("--once", "--strict");
    expect(published).toMatchObject({ code: 0, stderr: "" });
    expect((await ask(`${origin}/posts/hello/`)).text).toContain("This is the first post.");
    expect((await publish("--once")).code).toBe(0);
  });

  test("publish --strict fails on a broken file, and names its place", async () => {
    const content = join(folder, "content");
    await mkdir(join(content, "posts"), { recursive: true });
    await writeFile(join(content, "posts/broken.md"), "---\ntitle: [\n---\n");
    const { code, stdout } = await courtyard([
      ...["publish", "--home", join(folder, "laptop"), "--once", "--strict"],
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/posts\/broken\.md:\d+/);
    await rm(join(content, "posts/broken.md"));
  });

  test("the command line follows a site as a device of its own, which can be revoked", async () => {
    const followed = await here("follow", `${origin}/`);
    expect(followed).toMatchObject({ code: 0, stdout: "You now follow mei.\n" });
    expect((await here("follow", "http://mei.localhost:1/")).code).toBe(6);

    const file = join(home, "cli/device.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { kid } = JSON.parse(await readFile(file, "utf8")) as { kid: string };
    const device = kid.split("#")[1] ?? "";
    expect((await here("vault", "status")).stdout).toContain(`${device}  command line`);
    expect((await here("vault", "revoke", device)).code).toBe(0);
    const shutOut = await here("follow", `${origin}/`);
    expect(shutOut.code).toBe(6);
    expect(shutOut.stderr).toContain("device-revoked");
  });

  test("the doctor finds this house well", async () => {
    const { code, stdout } = await here("doctor", "--json");
    const { findings } = JSON.parse(stdout) as { findings: { check: string; state: string }[] };
    expect(findings.filter(({ state }) => state === "fail")).toEqual([]);
    expect(code).toBe(0);
    const fine = findings.filter(({ state }) => state === "ok").map(({ check }) => check);
    for (const check of ["sidecar", "vault", "identity", "publication", "clock"])
      expect(fine).toContain(check);
  });

  test("the doctor sees that the vault is gone, and both programs end with exit code 0", async () => {
    expect(await stop(vault)).toBe(0);
    const { code, stdout } = await here("doctor");
    expect(code).toBe(1);
    expect(stdout).toContain("The vault does not answer, though the sidecar does.");
    expect(await stop(sidecar)).toBe(0);
  });
});
