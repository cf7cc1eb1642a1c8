import { readFileSync } from "node:fs";
import { join } from "node:path";

const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");

/** The version of this room's package. */
export const version = (JSON.parse(text) as { version: string }).version;
