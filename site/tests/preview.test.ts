// What the writer sees before readers do, and who else does not.

import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { previewPage } from "../src/desk/desk-api.ts";
import { desked } from "./support/desked.ts";
import { makeGarden, readTree } from "./support/garden.ts";

const DRAFTS = {
  "posts/idea.md": "---\ntitle: An idea\ndraft: true\ndate: 2026-08-01\n---\n\nHalf a thought.\n",
  "posts/later.md": "---\ntitle: Later\ndate: 2199-01-01T00:00:00Z\n---\n\nNot yet.\n",
  "posts/diary.md":
    "---\ntitle: 日记\nlang: zh\nvisibility: private\ndate: 2026-08-02\n---\n\n秘密。\n",
};

async function drafting() {
  const garden = await makeGarden();
  for (const [file, text] of Object.entries(DRAFTS)) await garden.write(file, text);
  const open = await desked(garden);
  return {
    garden,
    open,
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]();
      await garden[Symbol.asyncDispose]();
    },
  };
}

/** A request as a browser makes it, `Host` and all. */
function get(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string; cookie: string }>((resolve, reject) => {
    request(url, { headers }, async (answer) => {
      let text = "";
      for await (const part of answer) text += part;
      const cookie = answer.headers["set-cookie"]?.[0] ?? "";
      resolve({ status: answer.statusCode ?? 0, text, cookie });
    })
      .on("error", reject)
      .end();
  });
}

describe("the preview", () => {
  it("shows drafts with a mark, to a browser that was let in and to no other page", async () => {
    await using here = await drafting();
    const { drafts, preview } = await here.open.state();
    const idea = drafts.find(({ file }) => file === "posts/idea.md");
    const way = await get(idea?.url ?? "");
    expect(way.status).toBe(200);
    expect(way.text).toContain('content="0;url=/posts/idea/"');
    expect(way.cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const { origin } = new URL(preview ?? "");
    const cookie = way.cookie.split(";")[0] ?? "";
    const page = await get(`${origin}/posts/idea/`, { cookie });
    expect(page.text).toContain("Half a thought.");
    expect(page.text).toContain("Draft. Only you see this page.");
    expect(page.text).toContain("/_preview/reload.js");
    const home = await get(`${origin}/posts/`, { cookie });
    expect(home.text).toContain("[Draft] An idea");
    expect(home.text).toContain("[Scheduled] Later");
    const sheet = /href="(\/_astro\/[^"]+\.css)"/.exec(page.text)?.[1] ?? "";
    expect((await get(origin + sheet, { cookie })).status).toBe(200);
    const public_ = await get(`${origin}/posts/first-bean/`, { cookie });
    expect(public_.text).not.toContain('role="note"');
    expect((await get(`${origin}/posts/none/`, { cookie })).status).toBe(404);

    const port = new URL(origin).port;
    const refused = [
      get(`${origin}/posts/idea/`),
      get(`${origin}/posts/idea/`, { cookie: `${cookie}x` }),
      get(`${origin}/posts/idea/`, { cookie, host: `evil.example:${port}` }),
      get(`${origin}/posts/idea/`, { cookie, "sec-fetch-site": "cross-site" }),
      get(`${origin}/posts/idea/`, { cookie, "sec-fetch-site": "same-site" }),
      get(`${origin}/_preview/${"A".repeat(32)}/posts/idea/`),
    ];
    for (const answer of await Promise.all(refused)) {
      expect(answer.status).toBe(403);
      expect(answer.text).not.toContain("Half a thought");
    }
  });

  it("puts nothing of them into the published tree", async () => {
    await using here = await drafting();
    expect((await here.open.ask("/preview?path=/posts/idea/")).status).toBe(200);
    await here.garden.write("posts/rain.md", "---\ntitle: Rain\ndate: 2026-05-05\n---\n\nwet");
    await here.open.ask("/publish", { method: "POST" });
    const all = [...(await readTree(join(here.open.dir, "out")))];
    for (const [file, text] of all) {
      expect(file).not.toMatch(/idea|diary|later/);
      expect(/Half a thought|An idea|Not yet\.|_preview/.test(text), file).toBe(false);
    }
  });

  it("tells an open page when a file was saved", async () => {
    await using here = await drafting();
    const { preview } = await here.open.state();
    const { cookie } = await get(preview ?? "");
    const { origin } = new URL(preview ?? "");
    const heard = new Promise<string>((resolve, reject) => {
      const headers = { cookie: cookie.split(";")[0] };
      const asked = request(`${origin}/_preview/events`, { headers }, (answer) => {
        answer.once("data", (data) => {
          resolve(String(data));
          asked.destroy();
        });
      });
      asked.on("error", reject).end();
    });
    heard.catch(() => undefined);
    await here.garden.write("posts/idea.md", DRAFTS["posts/idea.md"].replace("Half", "Whole"));
    expect(await heard).toContain("data: changed");
    const page = await get(`${origin}/posts/idea/`, { cookie: cookie.split(";")[0] ?? "" });
    expect(page.text).toContain("Whole a thought.");
  });

  it("is one document for a device that is elsewhere, within a bound", async () => {
    await using here = await drafting();
    const source = (await readTree(here.garden.contentDir)).keys();
    const image = [...source].find((file) => /\.(jpe?g|png)$/.test(file)) ?? "";
    expect(image).not.toBe("");
    await here.garden.write(
      "posts/idea.md",
      `${DRAFTS["posts/idea.md"]}\n![A picture](/${image})\n\n<script>alert(1)</script>\n`,
    );
    await here.open.ask("/publish", { method: "POST" });
    const ask = async (limit: number) =>
      previewPage.parse(
        await (await here.open.ask(`/preview?path=/posts/idea/&limit=${limit}`)).json(),
      );
    const whole = await ask(2_000_000);
    expect(whole.title).toContain("[Draft] An idea");
    expect(whole.html).toContain("data:image/");
    expect(whole.html).toContain("<style>");
    expect(whole.html).not.toMatch(/<script|<link rel="stylesheet"|srcset=/);
    expect(whole.html).not.toMatch(/<img[^>]*src="\//);
    expect(whole.left).toBe(0);
    const small = await ask(Buffer.byteLength(whole.html) - 1000);
    expect(small.left).toBeGreaterThan(0);
    expect(Buffer.byteLength(small.html)).toBeLessThan(Buffer.byteLength(whole.html));
    const none = await here.open.ask("/preview?path=/posts/none/");
    expect([none.status, await none.json()]).toMatchObject([404, { code: "page-unknown" }]);
    expect((await here.open.ask("/preview?path=posts")).status).toBe(400);
  });
});
