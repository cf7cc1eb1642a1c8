import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledThemes } from "@courtyard/site/theme/theme-folder.ts";
import { expect, test } from "vitest";
import { run, temporaryFolder } from "./captured-shell.ts";

const YAML = "# mine\ntitle: Rain\nlang: en # always\ntheme: courtyard\n";

/** A folder with a site in `site/`. */
function place(yaml = YAML): { cwd: string; read: (path: string) => string } {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "site"));
  writeFileSync(join(cwd, "site/site.yaml"), yaml);
  return { cwd, read: (path) => readFileSync(join(cwd, path), "utf8") };
}

test("theme new makes a theme that a site can take from where it lies, and theme use writes one line", async () => {
  const { cwd, read } = place();
  const made = await run(["theme", "new", "themes/rain"], { cwd });
  expect(made).toMatchObject({ exit: 0, err: "" });
  expect(made.out).toContain("courtyard theme use ./themes/rain");
  expect(read("themes/rain/theme.ts")).toContain('name: "rain",\n  extends: "courtyard"');
  for (const file of ["theme.ts", "package.json", "tsconfig.json", "README.md"]) {
    expect(read(`themes/rain/${file}`)).not.toMatch(/__\w+__/);
  }
  expect(read("themes/rain/README.md")).toContain("# The theme `rain`\n");
  const used = await run(["theme", "use", "themes/rain", "--content", "site"], { cwd });
  expect(used).toMatchObject({ exit: 0, err: "" });
  expect(read("site/site.yaml")).toBe(YAML.replace("courtyard", "../themes/rain"));
});

test("theme use takes a package that is installed by its folder's path, and a bundled theme by its name", async () => {
  const { cwd, read } = place();
  await run(["theme", "new", "rain"], { cwd });
  mkdirSync(join(cwd, "site/node_modules/@alice"), { recursive: true });
  symlinkSync(join(cwd, "rain"), join(cwd, "site/node_modules/@alice/theme-rain"));
  await run(["theme", "use", "@alice/theme-rain"], { cwd: join(cwd, "site") });
  expect(read("site/site.yaml")).toContain('theme: "@alice/theme-rain"\n');
  const { out } = await run(["theme", "list", "--json"], { cwd: join(cwd, "site") });
  expect(JSON.parse(out)).toMatchObject({
    theme: "@alice/theme-rain",
    themes: expect.arrayContaining([
      expect.objectContaining({ use: "courtyard" }),
      expect.objectContaining({ use: "@alice/theme-rain", name: "rain" }),
    ]),
  });
  await run(["theme", "use", "courtyard"], { cwd: join(cwd, "site") });
  expect(read("site/site.yaml")).toBe(YAML.replace("courtyard", '"courtyard"'));
});

test("theme list names a theme whose definition is broken, with what is wrong and where", async () => {
  const { cwd } = place(YAML.replace("courtyard", "../rain"));
  const theme = (path: string, text: string) => {
    mkdirSync(join(cwd, path), { recursive: true });
    writeFileSync(join(cwd, path, "theme.ts"), text);
  };
  theme("rain", `export default { api: 1, name: "rain", extends: "courtyard" };\n`);
  theme("site/themes/hail", `export default { api: 1, name: "hail",\n  colour: "white" };\n`);
  theme("site/node_modules/snow", "export const theme = {};\n");
  writeFileSync(
    join(cwd, "site/node_modules/snow/package.json"),
    `{ "keywords": ["courtyard-theme"] }`,
  );
  theme("site/node_modules/some-ui-library", "export const theme = {};\n");

  const { exit, out } = await run(["theme", "list"], { cwd: join(cwd, "site") });
  expect(exit).toBe(0);
  expect(out).toMatch(/^\.\.\/rain .*\(in use\)$/m);
  expect(out).toMatch(/^\.\/themes\/hail +cannot be taken until this is mended:\n/m);
  expect(out).toContain("site/themes/hail/theme.ts:2:11 error E134");
  expect(out).toContain("site/node_modules/snow/theme.ts:1:1 error E133");
  expect(out).not.toContain("some-ui-library");
  const json = JSON.parse((await run(["theme", "list", "--json"], { cwd: join(cwd, "site") })).out);
  expect(json.broken.map(({ use }: { use: string }) => use)).toEqual(["./themes/hail", "snow"]);
  expect(json.themes.map(({ use }: { use: string }) => use)).not.toContain("snow");
});

test("theme use leaves site.yaml alone when there is no such theme", async () => {
  const { cwd, read } = place();
  const { exit, err } = await run(["theme", "use", "nowhere", "--content", "site"], { cwd });
  expect(exit).toBe(3);
  expect(err).toContain("There is no theme `nowhere`");
  const zh = await run(["theme", "use", "nowhere", "--content", "site"], {
    cwd,
    env: { LANG: "zh_CN.UTF-8" },
  });
  expect(zh.err).toContain("没有 `nowhere` 这个主题");
  expect(read("site/site.yaml")).toBe(YAML);
});

test("theme new --whole copies all of a theme, and no file of it points back", async () => {
  const { cwd, read } = place();
  await run(["theme", "new", "rain", "--whole"], { cwd });
  expect(read("rain/theme.ts")).toContain('name: "rain"');
  expect(read("rain/theme.ts")).not.toContain("extends");
  expect(read("rain/templates/Base.astro")).toContain('"@courtyard/themes/contract.ts"');
  expect(read("rain/tokens/base.tokens.json")).toBe(
    readFileSync(join(bundledThemes(), "courtyard/tokens/base.tokens.json"), "utf8"),
  );
  expect((await run(["theme", "use", "rain/", "--content", "site"], { cwd })).exit).toBe(0);
});

test("theme new touches nothing that is there, and takes no odd name", async () => {
  const { cwd } = place();
  expect((await run(["theme", "new", "site"], { cwd })).exit).toBe(4);
  expect((await run(["theme", "new", "Große Theme"], { cwd })).exit).toBe(2);
  expect((await run(["theme", "new", "a", "--extends", "gone"], { cwd })).exit).toBe(3);
  expect(existsSync(join(cwd, "a"))).toBe(false);
});

test("theme eject copies a part once, and theme diff tells when its original changes", async () => {
  const { cwd, read } = place();
  const site = join(cwd, "site");
  await run(["theme", "new", "rain", "--whole"], { cwd });
  await run(["theme", "use", "../rain"], { cwd: site });
  const ejected = await run(["theme", "eject", "PostCard"], { cwd: site });
  expect(ejected).toMatchObject({ exit: 0, err: "" });
  const file = "site/_theme/components/PostCard.astro";
  expect(read(file)).toBe(read("rain/components/PostCard.astro"));
  const again = await run(["theme", "eject", "components/PostCard.astro"], { cwd: site });
  expect(again).toMatchObject({ exit: 4 });
  expect((await run(["theme", "eject", "Nothing"], { cwd: site })).err).toContain("PostCard");

  writeFileSync(join(cwd, file), `${read(file)}<!-- mine -->\n`);
  writeFileSync(join(site, "_theme/Own.astro"), "<p>own</p>\n");
  const calm = await run(["theme", "diff"], { cwd: site });
  expect(calm).toMatchObject({ exit: 0, err: "" });
  expect(calm.out).toContain("as it was  components/PostCard.astro");
  expect(calm.out).toContain("your own  Own.astro");
  expect((await run(["theme", "diff", "--all"], { cwd: site })).out).toContain("+<!-- mine -->");

  const original = "rain/components/PostCard.astro";
  writeFileSync(join(cwd, original), `${read(original)}<!-- theirs -->\n`);
  const drifted = await run(["theme", "diff"], { cwd: site });
  expect(drifted.exit).toBe(1);
  expect(drifted.out).toContain("CHANGED  components/PostCard.astro");
  expect(drifted.out).toContain("+<!-- theirs -->");
  expect(drifted.out).toContain("+<!-- mine -->");
  expect(read(file)).toContain("<!-- mine -->");
  const json = JSON.parse((await run(["theme", "diff", "--json"], { cwd: site })).out);
  expect(json).toMatchObject({
    ok: false,
    parts: expect.arrayContaining([expect.objectContaining({ path: "Own.astro", state: "own" })]),
  });

  const accepted = await run(["theme", "diff", "--accept", "components/PostCard.astro"], {
    cwd: site,
  });
  expect(accepted.exit).toBe(0);
  expect((await run(["theme", "diff"], { cwd: site })).exit).toBe(0);
  expect(read(file)).toContain("<!-- mine -->");
});

test("what a part imports from beside it, its copy imports from the theme", async () => {
  const { cwd, read } = place();
  await run(["theme", "eject", "templates/Base.astro", "--content", "site"], { cwd });
  const copy = read("site/_theme/templates/Base.astro");
  expect(copy).toContain('from "@courtyard/themes/contract.ts"');
  expect(copy).not.toMatch(/from "\.\.?\//);
});

test("a command for a site says where it looked when there is none", async () => {
  const cwd = temporaryFolder();
  const { exit, err } = await run(["theme", "list", "--content", "nowhere"], { cwd });
  expect(exit).toBe(3);
  expect(err).toContain(`There is no site.yaml in ${join(cwd, "nowhere")}.`);
});
