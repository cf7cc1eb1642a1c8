import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ARROWS, FEATURES, wrongArrows } from "./arrows.ts";
import { importsOf, ROOT, scanTree } from "./import-scan.ts";

const tree = scanTree();

/** Judges one made-up file. */
function judge(file: string, source: string): string[] {
  return wrongArrows(importsOf(file, source)).map((wrong) => wrong.why);
}

test("every import of the tree follows the arrows", () => {
  const wrong = wrongArrows(tree.imports).map((w) => `${w.file} imports ${w.specifier}: ${w.why}`);
  expect(wrong).toEqual([]);
});

test("the scan has read files with imports in every room that holds code", () => {
  // A checker that silently reads nothing passes on everything: so count what was read.
  const rooms = Object.keys(ARROWS).filter((room) => !["content", "docs", "themes"].includes(room));
  for (const room of rooms) {
    const files = tree.files.filter((file) => file.startsWith(`${room}/`));
    const imports = tree.imports.filter((one) => one.file.startsWith(`${room}/`));
    expect({ room, files: files.length > 1, imports: imports.length > 1 }).toEqual({
      room,
      files: true,
      imports: true,
    });
  }
});

test("the content folder holds no code", () => {
  expect(tree.files.filter((file) => file.startsWith("content/"))).toEqual([]);
});

test("a room that reaches into another is refused, in every way of importing", () => {
  const why = ["sidecar may not import home-vault"];
  expect(judge("sidecar/src/a.ts", `import { x } from "@courtyard/home-vault/x.ts";`)).toEqual(why);
  expect(judge("sidecar/src/a.ts", `import type { X } from "../../home-vault/src/x.ts";`)).toEqual(
    why,
  );
  expect(judge("sidecar/src/a.ts", `export * from "@courtyard/home-vault/x.ts";`)).toEqual(why);
  expect(judge("sidecar/src/a.ts", `await import("@courtyard/home-vault/x.ts");`)).toEqual(why);
});

test("imports inside Svelte and Astro files are seen", () => {
  expect(
    judge(
      "app/src/A.svelte",
      `<script lang="ts">import x from "@courtyard/sidecar/x.ts";</script>`,
    ),
  ).toEqual(["app may not import sidecar"]);
  expect(
    judge("site/src/a.astro", `---\nimport x from "@courtyard/cli/x.ts";\n---\n<p />`),
  ).toEqual(["site may not import cli"]);
});

test("protocol is pure, SQL stays in store, and tests are not imported by the product", () => {
  expect(judge("protocol/src/a.ts", `import { readFileSync } from "node:fs";`)).toHaveLength(1);
  expect(
    judge("protocol/src/a.ts", `import { nodeBackend } from "../node/ed25519.ts";`),
  ).toHaveLength(1);
  expect(judge("protocol/node/ed25519.ts", `import { verify } from "node:crypto";`)).toEqual([]);
  expect(judge("sidecar/src/inbox/a.ts", `import { Kysely } from "kysely";`)).toHaveLength(1);
  expect(judge("sidecar/src/store/a.ts", `import { Kysely } from "kysely";`)).toEqual([]);
  expect(judge("sidecar/src/a.ts", `import { fake } from "../tests/fake.ts";`)).toHaveLength(1);
});

test("a feature is imported by the files that wire the room, and by no other folder", () => {
  const why = ["relay is a feature: only the files that wire the room may import it"];
  expect(judge("sidecar/src/follow/a.ts", `import { x } from "../relay/x.ts";`)).toEqual(why);
  expect(judge("sidecar/src/follow/a.ts", `import { x } from "../store/x.ts";`)).toEqual([]);
  expect(judge("sidecar/src/sidecar.ts", `import { x } from "./relay/x.ts";`)).toEqual([]);
  expect(judge("sidecar/src/relay/a.ts", `import { x } from "./b.ts";`)).toEqual([]);
});

test("every feature that the rules name is a folder that is there", () => {
  const gone = Object.entries(FEATURES).flatMap(([room, folders]) =>
    folders.filter((folder) => !existsSync(join(ROOT, room, "src", folder))),
  );
  expect(gone).toEqual([]);
});

test("the arrows that should be are allowed", () => {
  expect(judge("home-vault/src/a.ts", `import { x } from "@courtyard/protocol/x.ts";`)).toEqual([]);
  expect(judge("cli/src/a.ts", `import { x } from "@courtyard/sidecar/x.ts";`)).toEqual([]);
});
