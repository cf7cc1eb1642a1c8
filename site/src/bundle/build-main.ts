// A process of its own that bundles the templates: Vite and its memory are gone when it is done.
// argv: theme name, content folder, output folder, cache folder. Tells its parent why it failed.

import { basename } from "node:path";
import { build } from "astro";
import { themeOrThrow } from "../theme/open-theme.ts";
import { bundleAdapter } from "./adapter.ts";
import { astroConfig } from "./astro-config.ts";

const [name = "", contentDir = "", outDir = "", cacheDir = ""] = process.argv.slice(2);
const named = { theme: name, source: "" };
const { theme } = themeOrThrow(named, { contentDir, folder: basename(contentDir) });
const building = build({
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
await building.catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  // The compiler's words and places, without its own way to them and without how many they are.
  const why = message
    .replace(/^\s+at .*\n?/gm, "")
    .replace(/^Build failed with \d+ errors?:\s*/, "");
  process.send?.({ why });
  process.exitCode = 1;
});
