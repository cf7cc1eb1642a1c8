import { copyFileSync, cpSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newRecoveryPhrase } from "@courtyard/protocol/recovery.ts";
import { describe, expect, it } from "vitest";
import { openVaultStore } from "../src/store/vault-store.ts";
import { RECOMMENDED_COST } from "../src/unlock/argon2.ts";
import { CHEAP, quietVault, scratch } from "./rig.ts";

const code = (error: unknown) => (error as { code?: string }).code;

/** The bytes with one bit of the one at `at` turned: a fixed value may be the one that stood there. */
function flipped(bytes: unknown, at: unknown): Uint8Array {
  const turned = Uint8Array.from(bytes as Uint8Array);
  turned[Number(at)] = (turned[Number(at)] ?? 0) ^ 1;
  return turned;
}

describe("unlocking a vault", () => {
  it("opens with its passphrase and with no other", async () => {
    using folder = scratch();
    (await openVaultStore({ dir: folder.dir, passphrase: "right", cost: CHEAP })).close();
    await expect(openVaultStore({ dir: folder.dir, passphrase: "wrong" })).rejects.toSatisfy(
      (error) => code(error) === "passphrase-wrong",
    );
    (await openVaultStore({ dir: folder.dir, passphrase: "right" })).close();
  });

  it("takes a passphrase as a person sees it, however it is encoded", async () => {
    using folder = scratch();
    (await openVaultStore({ dir: folder.dir, passphrase: "caf\u00e9", cost: CHEAP })).close();
    (await openVaultStore({ dir: folder.dir, passphrase: "cafe\u0301" })).close();
  });

  it("opens by the recovery phrase, which sets a new passphrase", async () => {
    using folder = scratch();
    const phrase = newRecoveryPhrase();
    const { dir } = folder;
    const store = await openVaultStore({ dir, passphrase: "old", cost: CHEAP });
    store.wrapUnderPhrase(phrase);
    store.phrase.set("kept");
    store.close();
    const other = newRecoveryPhrase();
    await expect(openVaultStore({ dir, passphrase: "new", phrase: other })).rejects.toSatisfy(
      (error) => code(error) === "phrase-wrong",
    );
    (await openVaultStore({ dir, passphrase: "new", phrase, cost: CHEAP })).close();
    const again = await openVaultStore({ dir, passphrase: "new" });
    expect(again.phrase.get()).toBe("kept");
    again.close();
    await expect(openVaultStore({ dir, passphrase: "old" })).rejects.toSatisfy(
      (error) => code(error) === "passphrase-wrong",
    );
  });

  it("refuses a keyring in which a bit was flipped, instead of crashing", async () => {
    using folder = scratch();
    const { dir } = folder;
    (await openVaultStore({ dir, passphrase: "p", cost: CHEAP })).close();
    const path = join(dir, "vault.db");
    copyFileSync(path, `${path}.good`);
    for (const change of [
      "UPDATE keyring SET wrapped = substr(wrapped, 2)",
      "UPDATE keyring SET wrapped = flipped(wrapped, 0)",
      "UPDATE keyring SET wrapped = flipped(wrapped, 59)",
      "UPDATE keyring SET params = replace(params, '\"passes\":1', '\"passes\":2')",
      "UPDATE keyring SET params = replace(params, '\"memory\":64', '\"memory\":99999999')",
      "UPDATE keyring SET params = 'x'",
    ]) {
      copyFileSync(`${path}.good`, path);
      const db = new DatabaseSync(path);
      db.function("flipped", flipped);
      db.exec(change);
      db.close();
      await expect(openVaultStore({ dir, passphrase: "p" }), change).rejects.toSatisfy((error) =>
        ["passphrase-wrong", "row-damaged"].includes(code(error) ?? ""),
      );
    }
  });

  it("spends by default what RFC 9106 recommends", () => {
    expect(RECOMMENDED_COST).toEqual({ memory: 64 * 1024, passes: 3, parallelism: 4 });
  });
});

describe("the passphrase of a folder", () => {
  it("is made at the first start, for its owner's eyes only, and found again", async () => {
    using folder = scratch();
    await (await quietVault(folder.dir))[Symbol.asyncDispose]();
    const path = join(folder.dir, "passphrase");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8").trim().length).toBeGreaterThan(40);
    await (await quietVault(folder.dir))[Symbol.asyncDispose]();
  });

  it("may come from a file or the environment, and then none is left in the folder", async () => {
    using folder = scratch();
    const { dir } = folder;
    await (await quietVault(dir, { passphrase: "from env" }))[Symbol.asyncDispose]();
    const passphraseFile = join(dir, "typed");
    writeFileSync(passphraseFile, "from env\n");
    await (await quietVault(dir, { passphraseFile }))[Symbol.asyncDispose]();
    await expect(quietVault(dir)).rejects.toSatisfy((e) => code(e) === "passphrase-missing");
    await expect(quietVault(dir, { passphrase: "wrong" })).rejects.toSatisfy(
      (error) => code(error) === "passphrase-wrong",
    );
  });
});

describe("the folder", () => {
  it("is for its owner only", async () => {
    using folder = scratch();
    const dir = join(folder.dir, "vault");
    await (await quietVault(dir))[Symbol.asyncDispose]();
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of ["vault.db", "control.token", "passphrase"])
      expect(statSync(join(dir, name)).mode & 0o777, name).toBe(0o600);
  });

  it("opens for one process at a time", async () => {
    using folder = scratch();
    await using _vault = await quietVault(folder.dir);
    await expect(quietVault(folder.dir)).rejects.toSatisfy((e) => code(e) === "folder-in-use");
  });

  it("is free again when the port was taken", async () => {
    using folder = scratch();
    await using other = await quietVault(join(folder.dir, "other"));
    const dir = join(folder.dir, "vault");
    const port = Number(new URL(other.url).port);
    await expect(quietVault(dir, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await using _vault = await quietVault(dir);
  });

  it("is a backup when it is copied", async () => {
    using folder = scratch();
    const copy = join(folder.dir, "copy");
    const dir = join(folder.dir, "vault");
    const store = await openVaultStore({ dir, passphrase: "p", cost: CHEAP });
    store.phrase.set("words");
    store.close();
    cpSync(dir, copy, { recursive: true });
    const opened = await openVaultStore({ dir: copy, passphrase: "p" });
    expect(opened.phrase.get()).toBe("words");
    opened.close();
  });

  it("says so when its file is no vault", async () => {
    using folder = scratch();
    writeFileSync(
      join(folder.dir, "vault.db"),
      "not a database, but long enough to be read as one".repeat(50),
    );
    await expect(quietVault(folder.dir, { passphrase: "p" })).rejects.toSatisfy(
      (error) => code(error) === "file-damaged",
    );
  });
});
