import { parseArgs } from "node:util";
import type { ConfigInput } from "./config.ts";

export const USAGE = `Usage: node sidecar/src/main.ts --dir DIR [options]

  --dir DIR            data folder (sidecar.db, tenants/, compile-cache/); or COURTYARD_SIDECAR_DIR
  --port PORT          port to listen on, 4300 unless given; 0 lets the system choose
  --bind ADDRESS       address to listen on, 127.0.0.1 unless given
  --trust-proxy        a proxy on this machine tells the caller's address in X-Forwarded-For
  --log-level LEVEL    trace, debug, info (unless given), warn, error
  --help               this text
`;

/** Reads flags, then the environment. `problem` is for stderr, and ends the process. */
export function readArguments(
  argv: readonly string[],
  env: { readonly COURTYARD_SIDECAR_DIR?: string | undefined },
): ConfigInput | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        dir: { type: "string" },
        port: { type: "string" },
        bind: { type: "string" },
        "trust-proxy": { type: "boolean" },
        "log-level": { type: "string" },
        help: { type: "boolean" },
      },
    });
    if (values.help) return { problem: USAGE };
    const dir = values.dir ?? env.COURTYARD_SIDECAR_DIR;
    if (dir === undefined || dir === "") return { problem: `--dir is missing.\n\n${USAGE}` };
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      return { problem: `--port ${values.port} is not a port.` };
    }
    const level = values["log-level"];
    if (level !== undefined && !["trace", "debug", "info", "warn", "error"].includes(level)) {
      return { problem: `--log-level ${level} is not known.` };
    }
    return {
      dir,
      port,
      bind: values.bind,
      trustProxy: values["trust-proxy"],
      logLevel: level,
    };
  } catch (error) {
    return { problem: `${error instanceof Error ? error.message : error}\n\n${USAGE}` };
  }
}
