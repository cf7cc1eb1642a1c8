import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { CODE, startFakeSidecar } from "./fake-sidecar.ts";
import { claimedVault, quietVault, scratch } from "./rig.ts";

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request that says its own `Host`, which `fetch` would not let us. */
function ask(url: string, path: string, { method = "GET", headers = {}, body }: Asked = {}) {
  const { port } = new URL(url);
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
        text(answer).then(
          (body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
          reject,
        );
      });
      asked.on("error", reject);
      asked.end(body);
    },
  );
}

describe("the vault's pages", () => {
  it("answer under their own local names only, whatever name a web page points here", async () => {
    using folder = scratch();
    await using vault = await quietVault(folder.dir);
    const { port } = new URL(vault.url);
    const path = "/_courtyard/app.json";
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`])
      expect((await ask(vault.url, path, { headers: { host } })).status).toBe(200);
    for (const host of ["evil.example", `evil.example:${port}`, "localhost", "127.0.0.1:1"])
      expect((await ask(vault.url, path, { headers: { host } })).status).toBe(403);
  });

  it("take nothing from a page of another origin", async () => {
    using folder = scratch();
    await using vault = await quietVault(folder.dir);
    const post = { method: "POST", body: "{}" };
    const pair = "/_courtyard/pair";
    const foreign = await ask(vault.url, pair, {
      ...post,
      headers: { origin: "https://evil.example" },
    });
    expect(foreign.status).toBe(403);
    const own = await ask(vault.url, pair, { ...post, headers: { origin: vault.url } });
    expect(JSON.parse(own.body)).toMatchObject({ code: "not-claimed" });
  });

  it("let the app talk to the vault and the owner's sidecar, and to nobody else", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await claimedVault(folder.dir, sidecar);
    const { headers, body } = await ask(vault.url, "/_courtyard/app.json");
    const socket = sidecar.origin.replace("http", "ws");
    expect(String(headers["content-security-policy"]).split("; ")).toContain(
      `connect-src 'self' ${sidecar.origin} ${socket}`,
    );
    expect(String(headers["content-security-policy"])).toContain("script-src 'self';");
    expect(JSON.parse(body)).toEqual({
      v: 1,
      address: vault.status().address,
      origin: sidecar.origin,
      via: "vault",
      identity: vault.status().identity,
    });
  });

  it("serve the app's build, its views by index.html, and nothing outside it", async () => {
    using folder = scratch();
    const appDist = join(folder.dir, "dist");
    mkdirSync(join(appDist, "assets"), { recursive: true });
    writeFileSync(join(appDist, "index.html"), "<!doctype html>the app");
    writeFileSync(join(appDist, "assets", "x-1a2b.js"), "1");
    const dir = join(folder.dir, "vault");
    await using vault = await quietVault(dir, { appDist });
    for (const path of ["/", "/conversations"])
      expect(await ask(vault.url, path)).toMatchObject({
        status: 200,
        body: "<!doctype html>the app",
      });
    expect((await ask(vault.url, "/assets/x-1a2b.js")).headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect((await ask(vault.url, "/assets/none.js")).status).toBe(404);
    for (const path of [
      "/../vault/passphrase",
      "/%2e%2e/vault/passphrase",
      "/..%2fvault%2fvault.db",
      "/.env",
      "//etc/passwd",
    ]) {
      const { body } = await ask(vault.url, path);
      expect(body, path).not.toContain(readFileSync(join(dir, "passphrase"), "utf8").trim());
      expect(body, path).not.toContain("SQLite");
    }
  });

  it("say how to build the app when there is none", async () => {
    using folder = scratch();
    await using vault = await quietVault(folder.dir, { appDist: join(folder.dir, "none") });
    const { status, body } = await ask(vault.url, "/");
    expect(status).toBe(503);
    expect(body).toContain("npm run build -w app");
  });
});

describe("the control API", () => {
  it("opens only with the folder's token", async () => {
    using folder = scratch();
    await using vault = await quietVault(folder.dir);
    const token = readFileSync(join(folder.dir, "control.token"), "utf8").trim();
    for (const authorization of ["", "Bearer ", `Bearer ${token}x`, token, `Basic ${token}`])
      expect((await ask(vault.url, "/control/status", { headers: { authorization } })).status).toBe(
        401,
      );
    const headers = { authorization: `Bearer ${token}` };
    const { status, body } = await ask(vault.url, "/control/status", { headers });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      ok: true,
      linked: false,
      identity: null,
      devices: [],
    });
  });

  it("claims, shows the phrase once, and hands out codes and keys", async () => {
    using folder = scratch();
    await using sidecar = await startFakeSidecar();
    await using vault = await quietVault(folder.dir);
    const token = readFileSync(join(folder.dir, "control.token"), "utf8").trim();
    const post = async (path: string, body: object = {}) => {
      const headers = { authorization: `Bearer ${token}` };
      const method = "POST";
      const answer = await ask(vault.url, `/control/${path}`, {
        method,
        headers,
        body: JSON.stringify(body),
      });
      expect(answer.headers["cache-control"]).toBe("no-store");
      return { status: answer.status, ...JSON.parse(answer.body) };
    };
    expect(await post("pair-code")).toMatchObject({ status: 400, code: "not-claimed" });
    expect(await post("claim", { sidecar: sidecar.origin, code: CODE })).toMatchObject({
      status: 200,
    });
    expect(await post("phrase")).toMatchObject({
      status: 200,
      phrase: expect.stringMatching(/^(\w+ ){23}\w+$/),
    });
    expect(await post("phrase")).toMatchObject({ status: 410, code: "phrase-shown" });
    expect(await post("pair-code")).toMatchObject({
      code: expect.stringMatching(/^(\w{4}-){3}\w{4}$/),
    });
    expect(await post("publisher-key")).toMatchObject({ kid: expect.stringContaining("#") });
    expect(await post("revoke", { device: "x" })).toMatchObject({ code: "request-shape" });
    expect(await post("revoke", { device: "x".repeat(22) })).toMatchObject({
      code: "device-unknown",
    });
    expect(await post("nonsense").catch(() => "no")).toBe("no");
  });
});
