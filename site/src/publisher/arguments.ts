// The publisher's command line.

import { parseArgs } from "node:util";
import type { PublisherOptions } from "./publisher.ts";

export const USAGE = `Usage: node site/src/publisher/main.ts --content DIR --dir DIR --key FILE [options]

  --content DIR   the writer's folder, with site.yaml
  --dir DIR       where the publisher keeps its caches and the rendered site
  --key FILE      the publisher's key, as the vault hands it out
  --origin URL    the site's address; the key's unless given
  --watch         publish, then watch the folder and publish every change
  --once          publish and end (this is what happens without --watch)
  --allow-deletions  take down what is gone at the start, also when it is most of the site`;

/** Options, or what is wrong with the command line. */
export function readArguments(
  args: readonly string[],
): { options: Omit<PublisherOptions, "onEvent"> } | { problem: string } | { help: true } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        content: { type: "string" },
        dir: { type: "string" },
        key: { type: "string" },
        origin: { type: "string" },
        watch: { type: "boolean", default: false },
        once: { type: "boolean", default: false },
        "allow-deletions": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return { help: true };
    const { content, dir, key, origin, watch, once } = values;
    if (!content || !dir || !key) return { problem: "--content, --dir and --key are needed." };
    if (watch && once) return { problem: "--watch and --once exclude each other." };
    if (origin !== undefined && !/^https?:\/\//.test(origin)) {
      return {
        problem: `--origin has to be an address like https://alice.example, not ${origin}.`,
      };
    }
    return {
      options: {
        contentDir: content,
        dir,
        keyFile: key,
        ...(origin === undefined ? {} : { origin }),
        watch,
        allowDeletions: values["allow-deletions"],
      },
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
