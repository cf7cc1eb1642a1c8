// An Astro adapter of our own: no server, only the bundle of templates as a module to import.

import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";

const ENTRY = fileURLToPath(new URL("./entry.ts", import.meta.url));

/** The adapter as an integration. */
export function bundleAdapter(): AstroIntegration {
  return {
    name: "courtyard:bundle",
    hooks: {
      "astro:config:done": ({ setAdapter }) => {
        setAdapter({
          name: "courtyard:bundle",
          entrypointResolution: "auto",
          serverEntrypoint: ENTRY,
          adapterFeatures: { buildOutput: "server", middlewareMode: "classic" },
          supportedAstroFeatures: { serverOutput: "stable", sharpImageService: "stable" },
        });
      },
    },
  };
}
