// Stock Astro, for those who host on any static host: `COURTYARD_CONTENT=folder astro build`.
// COURTYARD_ORIGIN is the site's address, COURTYARD_OUT where the files go.

import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { defineConfig } from "astro/config";
import { astroConfig } from "./src/bundle/astro-config.ts";
import { stockSite } from "./src/bundle/stock-site.ts";
import { readSettings } from "./src/store/settings.ts";
import { themeOrThrow } from "./src/theme/open-theme.ts";

const contentDir = resolve(process.env.COURTYARD_CONTENT ?? "../content");
const cacheDir = resolve(process.env.COURTYARD_CACHE ?? ".courtyard/cache");
const outDir = resolve(process.env.COURTYARD_OUT ?? "dist");
const origin = process.env.COURTYARD_ORIGIN ?? "https://example.org";
const site = readSettings(readFileSync(join(contentDir, "site.yaml"), "utf8"), "site.yaml");
const settings = site.ok ? site.settings : { theme: "courtyard", source: "" };
const { theme } = themeOrThrow(settings, { contentDir, folder: basename(contentDir) });

export default defineConfig(
  astroConfig({
    theme: () => theme,
    outDir,
    cacheDir: join(cacheDir, "astro"),
    output: "static",
    integrations: [stockSite({ contentDir, cacheDir, origin })],
  }),
);
