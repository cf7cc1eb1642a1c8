import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const COURTYARD = fileURLToPath(new URL("../bin/courtyard.mjs", import.meta.url));
/** Says at the end which packages were loaded, and whether Courtyard's rooms were. */
const TELL = `
  import { registerHooks } from "node:module";
  const names = new Set();
  registerHooks({
    load(url, context, next) {
      const name =
        /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ??
        /\\/(site|sidecar|home-vault|cli\\/src\\/theme-check)\\//.exec(url)?.[1];
      if (name) names.add(name);
      return next(url, context);
    },
  });
  process.on("exit", () => console.log("LOADED " + JSON.stringify([...names].sort())));
`;

test("the help loads neither a checker nor a room's store: each command loads what it needs", () => {
  const hook = `data:text/javascript,${encodeURIComponent(TELL)}`;
  const printed = execFileSync(process.execPath, ["--import", hook, COURTYARD, "--help"], {
    encoding: "utf8",
  });
  const loaded: string[] = JSON.parse(/^LOADED (.*)$/m.exec(printed)?.[1] ?? "[]");
  expect(loaded).toContain("commander");
  for (const heavy of [
    ...["astro", "vite", "playwright-core", "@axe-core/playwright", "colorjs.io", "kysely"],
    ...["sharp", "shiki", "sidecar", "home-vault", "cli/src/theme-check"],
  ]) {
    expect(loaded).not.toContain(heavy);
  }
});
