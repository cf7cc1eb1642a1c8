// The desk's acceptance test: what another program of the writer's can count on.

import { readFile, stat } from "node:fs/promises";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { deskReceipt } from "../src/desk/desk-api.ts";
import { deskPath } from "../src/desk/desk-file.ts";
import { desked } from "./support/desked.ts";
import { makeGarden } from "./support/garden.ts";

describe("the desk", () => {
  it("tells its place to the owner alone, and takes the word back when it ends", async () => {
    await using garden = await makeGarden();
    let path = "";
    {
      await using open = await desked(garden);
      path = deskPath(open.dir);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(open.desk.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    }
    await expect(readFile(path)).rejects.toThrow("ENOENT");
  });

  it("answers nobody without the token, no other host's name, and no page", async () => {
    await using garden = await makeGarden();
    await using open = await desked(garden);
    const { url, token } = open.desk;
    const status = async (path: string, headers: Record<string, string>, method = "GET") =>
      await new Promise<number | undefined>((resolve, reject) => {
        const asked = request(`${url}${path}`, { method, headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on("error", reject);
        asked.end();
      });
    const authorization = `Bearer ${token}`;
    expect(await status("/state", { authorization })).toBe(200);
    expect(await status("/state", {})).toBe(401);
    expect(await status("/state", { authorization: "Bearer guess" })).toBe(401);
    const rebound = `evil.example:${new URL(url).port}`;
    expect(await status("/state", { authorization, host: rebound })).toBe(403);
    expect(await status("/state", { authorization, host: "localhost" })).toBe(403);
    const origin = "https://evil.example";
    expect(await status("/state", { authorization, origin })).toBe(403);
    expect(await status("/publish", { authorization, origin }, "POST")).toBe(403);
    expect(await status("/nowhere", { authorization })).toBe(404);
  });

  it("shows problems in both languages, drafts, and what comes by itself", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/bad.md", "---\ntitle: Bad\ndate: 2026-02-31\n---\nx");
    await garden.write("posts/idea.md", "---\ntitle: An idea\ndraft: true\n---\nx");
    await garden.write("posts/later.md", "---\ntitle: Later\ndate: 2199-01-01T00:00:00Z\n---\nx");
    await using open = await desked(garden);
    const state = await open.state();
    expect(state.status.kind).toBe("away");
    expect(state.problems.find(({ code }) => code === "E104")).toMatchObject({
      severity: "error",
      file: "content/posts/bad.md",
      line: 3,
      excerpt: "date: 2026-02-31",
      sentence: {
        en: expect.stringContaining("not a date that exists"),
        zh: expect.stringContaining("不是存在的日期"),
      },
    });
    expect(state.counts.errors).toBe(1);
    expect(state.drafts).toContainEqual(
      expect.objectContaining({ file: "posts/idea.md", why: "draft", path: "/posts/idea/" }),
    );
    expect(state.drafts).toContainEqual(
      expect.objectContaining({ file: "posts/later.md", why: "scheduled" }),
    );
    const later = { at: Date.UTC(2199, 0), event: "appears", file: "posts/later.md" };
    expect(state.scheduled).toContainEqual(expect.objectContaining(later));
  });

  it("takes an order to publish, and answers with what came of it", async () => {
    await using garden = await makeGarden();
    await using open = await desked(garden);
    const answer = await open.ask("/publish", { method: "POST", body: "{}" });
    expect(answer.status).toBe(200);
    expect(deskReceipt.parse(await answer.json()).state.status.kind).toBe("away");
    const wrong = await open.ask("/publish", { method: "POST", body: '{"allowDeletions":"yes"}' });
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { code: "request-shape" }]);
    const back = await open.ask("/rollback", { method: "POST" });
    expect([back.status, await back.json()]).toMatchObject([502, { code: "away" }]);
  });
});
