import { resolve } from "node:path";
import { readArguments } from "./config/arguments.ts";
import { becomeLean } from "./start/lean-process.ts";

const input = readArguments(process.argv.slice(2), process.env);
if ("problem" in input) {
  process.stderr.write(`${input.problem}\n`);
  process.exit(2);
}
// Only now: a mistyped flag should be told at once, not after everything has been loaded.
await becomeLean(resolve(input.dir));
const { createLog } = await import("./log.ts");
const { openLogStream } = await import("@courtyard/protocol/node/log-stream.ts");
const { startSidecar } = await import("./sidecar.ts");
const log = createLog({ level: input.logLevel ?? "info", stream: openLogStream() });
const sidecar = await startSidecar({ ...input, log }).catch((error: unknown) => {
  log.fatal({ err: error }, "could not start");
  process.exit(1);
});
log.info({
  event: "ready",
  port: sidecar.port,
  bind: sidecar.config.bind,
  tenants: sidecar.tenants.all().map(({ origin }) => origin),
});

let ending = false;
function end(signal: string): void {
  if (ending) return;
  ending = true;
  log.info({ event: "stopping", signal });
  sidecar.close().then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal({ err: error }, "did not stop cleanly");
      process.exit(1);
    },
  );
}
process.on("SIGTERM", () => end("SIGTERM"));
process.on("SIGINT", () => end("SIGINT"));
