// A process of its own that bundles the templates: Vite and its memory are gone when it is done.
// argv: theme name, content folder, output folder, cache folder.

import { basename } from "node:path";
import { build } from "astro";
import { themeOrThrow } from "../theme/open-theme.ts";
import { bundleAdapter } from "./adapter.ts";
import { astroConfig } from "./astro-config.ts";

const [name = "", contentDir = "", outDir = "", cacheDir = ""] = process.argv.slice(2);
const named = { theme: name, source: "" };
const { theme } = themeOrThrow(named, { contentDir, folder: basename(contentDir) });
await build({
  ...astroConfig({
    theme: () => theme,
    outDir,
    cacheDir,
    output: "server",
    integrations: [],
  }),
  adapter: bundleAdapter(),
  configFile: false,
  logLevel: "error",
});
