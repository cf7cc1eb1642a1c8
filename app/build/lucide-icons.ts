// Icons come from one set, Lucide, and only the ones that are used are bundled: `lucide:send` is the
// inner markup of send.svg as a string. No request, no icon font, no runtime.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const PREFIX = "lucide:";

/** The Vite plugin that resolves `lucide:NAME` imports to the markup inside that icon's `<svg>`. */
export function lucideIcons(): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: "courtyard-lucide-icons",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const name = id.slice(PREFIX.length + 1);
      const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), "utf8");
      const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
      if (inner === undefined) throw new Error(`lucide icon ${name} has no <svg>`);
      return `export default ${JSON.stringify(inner.replace(/\s*\n\s*/g, ""))};`;
    },
  };
}
