// A post's recordings as its page and its feeds show them.

import type { Enclosure } from "@courtyard/themes/contract.ts";
import { addressesOf } from "../images/picture.ts";
import { type Content, pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import { isLocal } from "../store/reference.ts";

/** Those that are there: a local file that is missing is left out (W240 says so). */
export function enclosuresOf({ enclosures }: Entry, content: Content): Enclosure[] {
  return enclosures.flatMap(({ src, folder, type = "", bytes, seconds, title }) => {
    const ready = isLocal(src) ? pictureOf(content, { src, folder }) : undefined;
    if (isLocal(src) && !ready) return [];
    const size = ready ? ready.groups[0]?.files[0]?.bytes : bytes;
    const kind = type.split("/")[0];
    return [
      {
        url: ready ? addressesOf(ready).src : src,
        kind: kind === "audio" || kind === "video" ? kind : "file",
        type: type || "application/octet-stream",
        ...(title === undefined ? {} : { title }),
        ...(size === undefined ? {} : { bytes: size }),
        ...(seconds === undefined ? {} : { seconds }),
      },
    ];
  });
}
