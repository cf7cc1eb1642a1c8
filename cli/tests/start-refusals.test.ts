import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "./captured-shell.ts";

async function takenPort(): Promise<number> {
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("start names a taken port and the way out, moves nowhere and fixes no address", async () => {
  const port = await takenPort();
  const { exit, err, cwd } = await run(["start", "--port", String(port)]);
  expect(exit).toBe(4);
  expect(err).toContain(`Port ${port}, for the sidecar, is in use.`);
  expect(err).toContain(`--port ${port + 100}`);
  expect(existsSync(join(cwd, ".courtyard", "courtyard.json"))).toBe(false);
});

test("start names the vault's port when that one is taken", async () => {
  const port = await takenPort();
  const { exit, err } = await run(["start", "--no-sidecar", "--app-port", String(port)]);
  expect(exit).toBe(4);
  expect(err).toContain(`Port ${port}, for the vault, is in use.`);
});

test("start in Chinese names it too", async () => {
  const port = await takenPort();
  const { err } = await run(["start", "--port", String(port)], { env: { LANG: "zh_CN.UTF-8" } });
  expect(err).toContain(`边车要用的端口 ${port} 已被占用。`);
});

test("start refuses another person's address in a home: exit code 3", async () => {
  const { cwd } = await run(["init", "--address", "alice@alice.localhost:4300"]);
  const { exit, err } = await run(["start", "--address", "bob@bob.localhost:4300"], { cwd });
  expect(exit).toBe(3);
  expect(err).toContain("This home belongs to alice@alice.localhost:4300");
});

test("start refuses a port that the address contradicts on this machine", async () => {
  const { cwd } = await run(["init", "--address", "alice@alice.localhost:4300"]);
  const { exit, err } = await run(["start", "--port", "4400"], { cwd });
  expect(exit).toBe(3);
  expect(err).toContain("names another port than 4400");
});

test("start names each wrong setting: exit code 3", async () => {
  const { cwd } = await run(["init"]);
  writeFileSync(join(cwd, ".courtyard/courtyard.json"), `{ "v": 1, "address": "alice" }`);
  const { exit, err } = await run(["start"], { cwd });
  expect(exit).toBe(3);
  for (const field of ["address", "content", "bind", "ports", "sidecar"])
    expect(err).toMatch(new RegExp(`^ {2}${field}: `, "m"));
});

test("start says which content folder is missing and how to make one", async () => {
  const { exit, err, cwd } = await run(["start", "--content", "nowhere"]);
  expect(exit).toBe(3);
  expect(err).toContain(`There is no content folder at ${join(cwd, "nowhere")}.`);
  expect(err).toContain("--starter");
});

test("a command for a vault that never ran says so: exit code 3", async () => {
  const { cwd } = await run(["init"]);
  const { exit, err } = await run(["vault", "status"], { cwd });
  expect(exit).toBe(3);
  expect(err).toContain("The key to the vault's controls is not readable");
});

test("a command for a vault that has ended says so: exit code 5", async () => {
  const { cwd } = await run(["init", "--app-port", "1"]);
  mkdirSync(join(cwd, ".courtyard/vault"));
  writeFileSync(join(cwd, ".courtyard/vault/control.token"), "x".repeat(43));
  const { exit, err } = await run(["vault", "status"], { cwd });
  expect(exit).toBe(5);
  expect(err).toContain("The vault does not answer at http://127.0.0.1:1.");
});

test("publish on a machine that may not says how to get the right: exit code 3", async () => {
  const { exit, err } = await run(["publish", "--address", "alice@alice.example"]);
  expect(exit).toBe(3);
  expect(err).toContain("This machine may not publish yet.");
});

test("publish refuses a code that cannot be one, before it asks anybody: exit code 6", async () => {
  const { exit, err } = await run(["publish", "--address", "a@a.localhost:1", "--pair", "hello"]);
  expect(exit).toBe(6);
  expect(err).toContain("refused (pairing-code)");
});

test("publish --pair says when nobody answers at the address: exit code 5", async () => {
  const code = "ABCD-EFGH-JKMN-PQRS";
  const { exit, err } = await run(["publish", "--address", "a@a.localhost:1", "--pair", code]);
  expect(exit).toBe(5);
  expect(err).toContain("http://a.localhost:1");
});
