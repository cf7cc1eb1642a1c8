import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod";

const port = z.int().min(1).max(65_535);

/** `courtyard.json`: what a person may set. Everything else is found or made. */
export const configSchema = z.strictObject({
  v: z.literal(1),
  /** Where the person lives: `username@host[:port]`. */
  address: z.string().refine((text) => !isRefusal(parseAddress(text)), {
    message: "must be an address such as alice@alice.example or alice@localhost:4300",
  }),
  /** The content folder; relative paths start at the folder of this file. */
  content: z.string().min(1),
  /** The network interface that the sidecar listens on: 127.0.0.1 behind a web server, 0.0.0.0 without. */
  bind: z.union([z.ipv4(), z.ipv6(), z.literal("localhost")], {
    error: "must be an IP address of this machine, such as 127.0.0.1 or 0.0.0.0",
  }),
  ports: z.strictObject({
    /** Where the sidecar listens. */
    sidecar: port,
    /** Where the vault serves the app, on this machine only. */
    vault: port,
  }),
  /** `own`: the house starts its sidecar. `elsewhere`: one runs at the address already (a VPS, a neighbour). */
  sidecar: z.enum(["own", "elsewhere"]),
});

/** A valid `courtyard.json`. */
export type Config = z.infer<typeof configSchema>;

/** Why courtyard.json could not be used; `fields` name each wrong one. */
export type ConfigProblem =
  | { ok: false; code: "config-missing" }
  | { ok: false; code: "config-syntax"; detail: string }
  | { ok: false; code: "config-fields"; fields: { field: string; detail: string }[] };

/** Reads and checks the file. Problems are values, since the doctor lists them and `start` makes a missing one. */
export async function readConfig(
  path: string,
): Promise<{ ok: true; config: Config } | ConfigProblem> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return { ok: false, code: "config-missing" };
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, code: "config-syntax", detail: (error as Error).message };
  }
  const read = configSchema.safeParse(value);
  if (read.success) return { ok: true, config: read.data };
  const fields = read.error.issues.flatMap((issue) => {
    const at = issue.path.map(String);
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        field: [...at, key].join("."),
        detail: "is not a setting",
      }));
    return [{ field: at.join(".") || "courtyard.json", detail: issue.message }];
  });
  return { ok: false, code: "config-fields", fields };
}

/** Writes the file whole: a crash leaves the old one. */
export async function writeConfig(path: string, config: Config): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, `${JSON.stringify(config, null, 2)}\n`);
  await rename(beside, path);
}
