import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAppFiles } from "../../src/app-files.ts";
import type { FeatureContext } from "../../src/feature.ts";
import type { HttpEnv } from "../../src/http/create-http.ts";
import type { Tenant } from "../../src/tenant/tenant.ts";

let folder = "";
let app: Hono<HttpEnv>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "courtyard-app-"));
  await mkdir(join(folder, "dist/assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "not for you");
  await writeFile(join(folder, "dist/index.html"), "<title>app</title>");
  await writeFile(join(folder, "dist/assets/index-Ab12.js"), "export{};".repeat(100));
  const feature = createAppFiles({} as FeatureContext, { folder: join(folder, "dist") });
  app = new Hono<HttpEnv>();
  app.use(async (c, next) => {
    c.set("tenant", { origin: "https://alice.example" } as Tenant);
    await next();
  });
  feature.routes?.(app);
});
afterAll(() => rm(folder, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(`https://alice.example/_courtyard/app/${path}`, { headers });

describe("the owner's app on the sidecar", () => {
  it("answers every view with its page, and a missing file with 404", async () => {
    for (const path of ["", "timeline", "chat/someone"]) {
      expect(await (await get(path)).text()).toBe("<title>app</title>");
    }
    expect((await get("assets/gone-1.js")).status).toBe(404);
  });

  it("lets hashed files be kept for ever, compressed, and the page be asked again", async () => {
    const asset = await get("assets/index-Ab12.js", { "accept-encoding": "br" });
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(asset.headers.get("content-encoding")).toBe("br");
    const page = await get("");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const again = await get("", { "if-none-match": String(page.headers.get("etag")) });
    expect(again.status).toBe(304);
  });

  it("may not be framed, and may use the camera only itself", async () => {
    const { headers } = await get("");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("permissions-policy")).toContain("camera=(self)");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
  });

  it.each([["..%2fsecret.txt"], ["assets/..%2f..%2fsecret.txt"], ["%2e%2e/secret.txt"]])(
    "does not leave its folder for %s",
    async (path) => {
      expect(await (await get(path)).text()).not.toContain("not for you");
    },
  );
});
