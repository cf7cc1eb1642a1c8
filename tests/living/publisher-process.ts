import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { toBase64url } from "@courtyard/protocol/bytes.ts";
import { generateSigningKey, signerFromSecret } from "@courtyard/protocol/ed25519.ts";
import { appendEntry, deviceRecord } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { TestPerson } from "../../sidecar/tests/support/person.ts";

const MAIN = fileURLToPath(new URL("../../site/src/publisher/main.ts", import.meta.url));

/**
 * Publishes a content folder once, by the real publisher in a process of its own, with a new
 * publisher's key of the person's. `dir` is for the key, caches and pages; resolves to the exit code
 * and what was printed.
 */
export async function publishFolder(
  person: TestPerson,
  { content, dir }: { content: string; dir: string },
): Promise<{ code: number | null; printed: string }> {
  const key = join(dir, "key.json");
  await writeFile(key, JSON.stringify(await newPublisherKey(person)), { mode: 0o600 });
  const places = ["--content", content, "--dir", join(dir, "publisher"), "--key", key];
  const child = spawn(process.execPath, [MAIN, ...places, "--once"], {
    env: { ...process.env, LANG: "en_US.UTF-8", LC_ALL: "en_US.UTF-8" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { code, printed };
}

/** A device that may publish, in the person's log, and its key as the vault hands it out. */
async function newPublisherKey(person: TestPerson) {
  const { secret, publicKey } = generateSigningKey();
  const keys = { signPublicKey: publicKey, sealPublicKey: person.vault.seal.publicKey };
  const now = Date.now();
  const record = deviceRecord({ name: "publisher", ...keys, can: ["publish"], now });
  const longer = await appendEntry(person.identity, {
    rootSigner: signerFromSecret(person.rootSecret),
    change: { devices: [...person.identity.head.devices, record] },
    now,
  });
  if (isRefusal(longer)) throw new Error(longer.code);
  const vault = await person.connect(person.vault);
  const put = await vault.call("identity.put", { log: formatIdentityLog(longer) });
  await vault.close();
  if (put.t !== "res") throw new Error(`identity.put: ${put.code}`);
  person.identity = longer;
  return {
    kid: `${longer.id}#${record.id}`,
    secret: toBase64url(secret),
    address: formatAddress(person.address),
  };
}
