import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../src/home/config.ts";
import { temporaryFolder } from "./captured-shell.ts";

const GOOD = {
  v: 1,
  address: "alice@alice.example",
  content: "../content",
  bind: "127.0.0.1",
  ports: { sidecar: 4300, vault: 4301 },
  sidecar: "own",
};

async function problemOf(text: string): Promise<unknown> {
  const path = join(temporaryFolder(), "courtyard.json");
  writeFileSync(path, text);
  return readConfig(path);
}

test("good settings are read as they are", async () => {
  expect(await problemOf(JSON.stringify(GOOD))).toEqual({ ok: true, config: GOOD });
});

test("settings that are absent, and settings that are no JSON, are told apart", async () => {
  expect(await readConfig(join(temporaryFolder(), "courtyard.json"))).toEqual({
    ok: false,
    code: "config-missing",
  });
  expect(await problemOf("{ v: 1 }")).toMatchObject({ ok: false, code: "config-syntax" });
});

test.each([
  ["address", { ...GOOD, address: "alice" }],
  ["ports.sidecar", { ...GOOD, ports: { sidecar: 0, vault: 4301 } }],
  ["ports.vault", { ...GOOD, ports: { sidecar: 4300, vault: "4301" } }],
  ["bind", { ...GOOD, bind: "everywhere" }],
  ["content", { ...GOOD, content: "" }],
  ["sidecar", { ...GOOD, sidecar: "maybe" }],
  ["colour", { ...GOOD, colour: "moss" }],
  ["ports.turn", { ...GOOD, ports: { ...GOOD.ports, turn: 3478 } }],
  ["v", { ...GOOD, v: 2 }],
])("a wrong %s is named", async (field, value) => {
  expect(await problemOf(JSON.stringify(value))).toMatchObject({
    ok: false,
    code: "config-fields",
    fields: [{ field }],
  });
});

test("every wrong field is named at once", async () => {
  const problem = await problemOf(JSON.stringify({ ...GOOD, address: "x", bind: "y" }));
  expect(problem).toMatchObject({ fields: [{ field: "address" }, { field: "bind" }] });
});
