// The look of a feed that is opened in a browser. No XSLT: browsers are giving it up.

import { readFileSync } from "node:fs";
import { join } from "node:path";

let style: string | undefined;

/** The style sheet's text; nothing of the site decides on it. */
export function feedStyle(): string {
  style ??= readFileSync(join(import.meta.dirname, "feed.css"), "utf8");
  return style;
}
