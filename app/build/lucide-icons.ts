// Icons come from one set, Lucide, and only the ones that are used are bundled: `lucide:send` is what
// is drawn inside send.svg, as tags with attributes. No request, no icon font, no HTML as text (the
// vault's policy allows none).

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const PREFIX = "lucide:";

/** The Vite plugin that resolves `lucide:NAME` imports to that icon's shapes. */
export function lucideIcons(): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: "courtyard-lucide-icons",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const name = id.slice(PREFIX.length + 1);
      const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), "utf8");
      const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1] ?? "";
      const shapes = [...inner.matchAll(/<(\w+)\s+([^>]*?)\/?>/g)].map(([, tag, attributes]) => [
        tag,
        Object.fromEntries(
          [...(attributes ?? "").matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [
            key,
            value,
          ]),
        ),
      ]);
      if (shapes.length === 0) throw new Error(`lucide icon ${name} has no shapes`);
      return `export default ${JSON.stringify(shapes)};`;
    },
  };
}
