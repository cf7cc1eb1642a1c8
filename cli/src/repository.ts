import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds the rooms: this file is `cli/src/repository.ts` in it. */
export const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
