import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../src/home/config.ts";
import { REPOSITORY } from "../src/repository.ts";
import { run, temporaryFolder } from "./captured-shell.ts";

test("init writes settings that say where the person lives", async () => {
  const { exit, cwd } = await run(["init", "--address", "alice@alice.localhost:4400"]);
  expect(exit).toBe(0);
  const read = await readConfig(join(cwd, ".courtyard", "courtyard.json"));
  expect(read).toMatchObject({
    ok: true,
    config: {
      v: 1,
      address: "alice@alice.localhost:4400",
      bind: "127.0.0.1",
      // On this machine the sidecar itself holds the port of the address.
      ports: { sidecar: 4400, vault: 4301 },
      sidecar: "own",
    },
  });
});

test("init without a word takes the example site and the default ports", async () => {
  const { cwd } = await run(["init"]);
  const home = join(cwd, ".courtyard");
  const read = await readConfig(join(home, "courtyard.json"));
  expect(read).toMatchObject({
    config: { address: "courtyard@localhost:4300", ports: { sidecar: 4300, vault: 4301 } },
  });
  // Written as a relative path where the repository is near.
  const content = read.ok ? resolve(home, read.config.content) : "";
  expect(content).toBe(join(REPOSITORY, "content"));
});

test("behind a public name the sidecar keeps its own port", async () => {
  const { cwd } = await run(["init", "--address", "alice@alice.example"]);
  expect(await readConfig(join(cwd, ".courtyard", "courtyard.json"))).toMatchObject({
    config: { address: "alice@alice.example", ports: { sidecar: 4300, vault: 4301 } },
  });
});

test("init takes $COURTYARD_HOME, and --home before it", async () => {
  const cwd = temporaryFolder();
  const env = { COURTYARD_HOME: join(cwd, "from-env") };
  await run(["init"], { cwd, env });
  await run(["init", "--home", "from-flag"], { cwd, env });
  expect(readdirSync(cwd).sort()).toEqual(["from-env", "from-flag"]);
});

test("init does not touch settings that are there: exit code 4", async () => {
  const { cwd } = await run(["init"]);
  const path = join(cwd, ".courtyard", "courtyard.json");
  const before = readFileSync(path, "utf8");
  const { exit, err } = await run(["init", "--address", "bob@bob.example"], { cwd });
  expect(exit).toBe(4);
  expect(err).toContain(path);
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("init --starter fills an empty content folder with a dated first site", async () => {
  const { cwd, out } = await run([
    "init",
    "--address",
    "mei@mei.example",
    "--content",
    "blog",
    "--starter",
  ]);
  expect(out).toContain("now holds a first site");
  expect(readFileSync(join(cwd, "blog/site.yaml"), "utf8")).toContain(`title: "mei"`);
  expect(readFileSync(join(cwd, "blog/posts/hello.md"), "utf8")).toContain(
    "date: 2026-11-23 06:00",
  );
  expect(await readConfig(join(cwd, ".courtyard", "courtyard.json"))).toMatchObject({
    config: { content: "../blog" },
  });
});

test("init --starter leaves a folder alone that holds anything", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "note.md"), "mine");
  const { exit, out } = await run(["init", "--content", ".", "--starter"], { cwd });
  expect(exit).toBe(0);
  expect(out).toContain("is not empty");
  expect(existsSync(join(cwd, "posts"))).toBe(false);
});

test("every page of the starter begins with frontmatter that a formatter has not spoilt", () => {
  for (const file of ["posts/hello.md", "pages/about.md"]) {
    const text = readFileSync(join(REPOSITORY, "cli/starter", file), "utf8");
    expect(text).toMatch(/^---\ntitle: \S[^\n]*\n(?:\w+: [^\n]*\n)*---\n\n/);
  }
});
