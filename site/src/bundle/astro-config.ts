// The one Astro configuration, for the stock build and for the publisher's bundle of templates.

import { fileURLToPath } from "node:url";
import type { AstroInlineConfig, AstroIntegration } from "astro";
import { passthroughImageService } from "astro/config";
import { courtyardMarkdown } from "../markdown/processor.ts";
import type { ResolvedTheme } from "../theme/resolve-theme.ts";
import { themePlugin } from "../theme/theme-plugin.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Everything that shapes a page; `integrations` say where its site comes from. */
export function astroConfig({
  theme,
  outDir,
  cacheDir,
  output,
  integrations,
}: {
  theme: () => ResolvedTheme;
  outDir: string;
  cacheDir: string;
  /** `dev` renders each page when it is asked for, from modules that are not bundled. */
  output: "static" | "server" | "dev";
  integrations: AstroIntegration[];
}): AstroInlineConfig {
  return {
    root: ROOT,
    output: output === "static" ? "static" : "server",
    outDir,
    cacheDir,
    integrations,
    // The publisher writes `path/index.html`, and so does the stock build.
    build: { format: "directory", assets: "_astro", inlineStylesheets: "never" },
    trailingSlash: "ignore",
    compressHTML: true,
    devToolbar: { enabled: false },
    // Pictures are made ready at ingestion (images/), so that both builds name the same files.
    image: { service: passthroughImageService() },
    markdown: { processor: courtyardMarkdown() },
    vite: {
      plugins: [themePlugin(theme)],
      // A page's CSP then needs no `data:`, and one style sheet serves all pages.
      build: {
        assetsInlineLimit: 0,
        cssCodeSplit: false,
        // For `templatePlace`: what a template throws is told at its own line.
        sourcemap: output === "server" ? "hidden" : false,
      },
      environments: { client: { build: { sourcemap: false } } },
      // The bundle is imported from the publisher's own folder, where no package can be found.
      ...(output === "server" ? { ssr: { noExternal: true } } : {}),
      // Theme folders lie outside the project's own.
      server: { fs: { strict: false } },
    },
  };
}
