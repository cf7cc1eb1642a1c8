// The home vault's process. Usage: --help.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openLogStream } from "@courtyard/protocol/node/log-stream.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { createLog } from "./log.ts";
import { startVault } from "./vault.ts";
import { isVaultRefusal, VaultError } from "./vault-refusal.ts";

const USAGE = `usage: node home-vault/src/main.ts --dir DIR [--port 4301]
  --passphrase-file F  the passphrase; else COURTYARD_PASSPHRASE; else DIR/passphrase, made if new
  --phrase-file F      unlock by the 24 words instead, and make the passphrase given the new one
  --app DIR            the app's build (default: app/dist)
  --desk FILE          where a publisher of this machine says how it is asked (its desk.json)
  --sidecar ORIGIN     claim a place there at the first start, with
  --claim-file F       the operator's code (else COURTYARD_CLAIM_CODE)
  --log-level LEVEL    info`;

/** Longer than this and something hangs; what was acknowledged is on the disk in any case. */
const EXIT_WITHIN = 4500;

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    port: { type: "string", default: "4301" },
    "passphrase-file": { type: "string" },
    "phrase-file": { type: "string" },
    app: { type: "string" },
    desk: { type: "string" },
    sidecar: { type: "string" },
    "claim-file": { type: "string" },
    "log-level": { type: "string", default: "info" },
    help: { type: "boolean" },
  },
});
if (values.help || !values.dir) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const log = createLog({ level: values["log-level"], stream: openLogStream() });
// Read once and then gone, so that no child and no crash report has it.
const { COURTYARD_PASSPHRASE: passphrase, COURTYARD_CLAIM_CODE: claimCode } = process.env;
delete process.env.COURTYARD_PASSPHRASE;
delete process.env.COURTYARD_CLAIM_CODE;

try {
  const vault = await startVault({
    dir: resolve(values.dir),
    port: Number(values.port),
    passphrase,
    passphraseFile: values["passphrase-file"],
    phrase: secretIn(values["phrase-file"]),
    appDist: values.app && resolve(values.app),
    deskFile: values.desk && resolve(values.desk),
    log,
  });
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(0), EXIT_WITHIN).unref();
    void vault[Symbol.asyncDispose]().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);

  const code = secretIn(values["claim-file"]) ?? claimCode;
  if (values.sidecar && code && vault.status().identity === null) {
    const claimed = await vault.claim({ sidecar: values.sidecar, code });
    if (isRefusal(claimed) || isVaultRefusal(claimed)) throw new VaultError(claimed);
  }
  const { identity, address } = vault.status();
  log.info({ event: "ready", url: vault.url, identity, address }, "ready");
} catch (error) {
  const code = error instanceof VaultError ? error.code : "internal";
  log.fatal({ code, err: error }, error instanceof Error ? error.message : "cannot start");
  process.exit(1);
}

function secretIn(file: string | undefined): string | undefined {
  return file === undefined ? undefined : readFileSync(file, "utf8").trim();
}
