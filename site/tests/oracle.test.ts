// Stock `astro build` of the same project is the oracle: the publisher may be faster, never different.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import {
  type Garden,
  makeGarden,
  makePress,
  ORIGIN,
  readTree,
  rendered,
} from "./support/garden.ts";

const SITE = join(import.meta.dirname, "..");
const ASTRO = join(SITE, "../node_modules/astro/bin/astro.mjs");

/** Hashed names of style sheets and icons may differ between two builds of the same source. */
function withoutAssetNames(text: string): string {
  return text.replace(/\/_astro\/([\w-]+)\.[\w-]+\.(css|svg)/g, "/_astro/$1.HASH.$2");
}

/** A theme of the folder's own, with a setting that becomes a style sheet, words, and an override. */
async function dress(garden: Garden): Promise<void> {
  await garden.write(
    "themes/rain/theme.ts",
    `export default defineTheme({ api: 1, name: "rain", extends: "courtyard", features: { relatedPosts: false }, imageSizes: { content: "50vw" } });`,
  );
  await garden.write("themes/rain/i18n/en.json", '{ "search": "Look" }');
  await garden.write(
    "_theme/Pager.astro",
    `---\nimport Pager from "parent:components/Pager.astro";\n---\n<div class="mine"><Pager {...Astro.props} /></div>\n`,
  );
  const yaml = await readFile(join(garden.contentDir, "site.yaml"), "utf8");
  await garden.write(
    "site.yaml",
    `${yaml}\ntheme: ./themes/rain\nthemeSettings:\n  indent: true\n  textFont: Lora\n`,
  );
}

it("writes byte for byte what a stock build writes", { timeout: 120_000 }, async () => {
  await using garden = await makeGarden();
  await dress(garden);
  using press = await makePress(garden);
  rendered(await press.update());
  const stock = join(garden.root, "stock");
  await promisify(execFile)(process.execPath, [ASTRO, "build"], {
    cwd: SITE,
    env: {
      ...process.env,
      NODE_ENV: "production",
      ASTRO_TELEMETRY_DISABLED: "1",
      ASTRO_DISABLE_UPDATE_CHECK: "true",
      COURTYARD_CONTENT: garden.contentDir,
      COURTYARD_CACHE: join(garden.root, "stock-cache"),
      COURTYARD_OUT: stock,
      COURTYARD_ORIGIN: ORIGIN,
    },
  });
  const theirs = await readTree(stock);
  const ours = await readTree(join(press.dir, "out"));
  const names = (tree: Map<string, string>) =>
    [...tree.keys()].map((file) => withoutAssetNames(`/${file}`)).sort();
  expect(names(ours)).toEqual(names(theirs));
  for (const [file, content] of theirs) {
    if (file.startsWith("_astro/")) continue;
    expect(withoutAssetNames(ours.get(file) ?? ""), file).toBe(withoutAssetNames(content));
  }
});
