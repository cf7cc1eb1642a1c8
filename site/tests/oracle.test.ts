// Stock `astro build` of the same project is the oracle: the publisher may be faster, never different.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { makeGarden, makePress, ORIGIN, readTree, rendered } from "./support/garden.ts";

const SITE = join(import.meta.dirname, "..");
const ASTRO = join(SITE, "../node_modules/astro/bin/astro.mjs");

/** Hashed names of style sheets and icons may differ between two builds of the same source. */
function withoutAssetNames(text: string): string {
  return text.replace(/\/_astro\/([\w-]+)\.[\w-]+\.(css|svg)/g, "/_astro/$1.HASH.$2");
}

it("writes byte for byte what a stock build writes", { timeout: 120_000 }, async () => {
  await using garden = await makeGarden();
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
