// Who gets to see a text, and when: by its frontmatter, and as time goes by.

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

const post = (keys: string) =>
  `---\ntitle: Quiet words\ndate: 2026-02-02\n${keys}\n---\n\nSecretive.\n`;

describe("a private text", () => {
  it("leaves no trace in what is published, nor do its pictures", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const before = await readTree(join(press.dir, "out"));
    await garden.write(
      "posts/quiet.md",
      `${post("visibility: private\ntags: [hush]")}\n![x](../images/draft.png)\n`,
    );
    expect(rendered(await press.update(["posts/quiet.md"])).rendered.written).toEqual([]);
    expect(await readTree(join(press.dir, "out"))).toEqual(before);
  });

  it("that was public before is taken down", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/quiet.md", post(""));
    using press = await makePress(garden);
    rendered(await press.update());
    await garden.write("posts/quiet.md", post("visibility: private"));
    const { rendered: done } = rendered(await press.update(["posts/quiet.md"]));
    expect(done.dropped).toContain("posts/quiet/index.html");
    const out = await readTree(join(press.dir, "out"));
    expect([...out.values()].filter((text) => text.includes("Quiet words"))).toEqual([]);
  });
});

describe("a draft in a head without its first line, and a file without a word", () => {
  it("leave no trace until they are meant to, and what is emptied stays as it was", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const out = () => readTree(join(press.dir, "out"));
    const before = await out();
    const draft = "title: Quiet words\ndate: 2026-02-02\ndraft: true\n---\n\nSecretive.\n";
    await garden.write("posts/quiet.md", draft);
    await garden.write("posts/Untitled.md", "");
    const files = ["posts/quiet.md", "posts/Untitled.md"];
    const { problems } = rendered(await press.update(files));
    expect(problems.filter(({ code }) => code === "W248").map(({ file }) => file)).toEqual([
      "content/posts/Untitled.md",
    ]);
    expect(await out()).toEqual(before);
    await garden.write("posts/quiet.md", draft.replace("true", "false"));
    await garden.write("posts/Untitled.md", "A word.\n");
    rendered(await press.update(files));
    const after = await out();
    expect(after.get("posts/quiet/index.html")).toContain("Secretive.");
    expect([...after.keys()].filter((file) => /untitled/i.test(file))).not.toEqual([]);
    await garden.write("posts/Untitled.md", "");
    rendered(await press.update(["posts/Untitled.md"]));
    expect(await out()).toEqual(after);
  });
});

describe("an unlisted text", () => {
  it("has its page, asks search engines to leave it out, and is named nowhere else", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/quiet.md", post("visibility: unlisted\ntags: [hush]"));
    await garden.write("pages/quiet-page.md", post("unlisted: true"));
    using press = await makePress(garden);
    rendered(await press.update());
    const out = await readTree(join(press.dir, "out"));
    expect(out.get("posts/quiet/index.html")).toContain('<meta name="robots" content="noindex">');
    const naming = [...out].filter(([, text]) =>
      /quiet-page|quiet words|posts\/quiet|secretive/i.test(text),
    );
    expect(naming.map(([file]) => file).sort()).toEqual([
      "posts/quiet/index.html",
      "quiet-page/index.html",
    ]);
    expect([...out.keys()].filter((file) => file.includes("hush"))).toEqual([]);
    await garden.write("posts/quiet.md", post("tags: [hush]"));
    rendered(await press.update(["posts/quiet.md"]));
    const after = await readTree(join(press.dir, "out"));
    expect(after.get("index.html")).toContain("Quiet words");
    expect(after.get("posts/quiet/index.html")).not.toContain("noindex");
  });
});

describe("a text with a date to come", () => {
  it("is published when its time comes, and until then says when that is", async () => {
    await using garden = await makeGarden();
    let now = Date.UTC(2030, 0, 1);
    await garden.write("posts/quiet.md", post("").replace("2026-02-02", "2030-01-02 12:00Z"));
    using press = await makePress(garden, { clock: () => now });
    const first = rendered(await press.update());
    const early = first.problems.find(({ code }) => code === "W204");
    expect(early?.file).toBe("content/posts/quiet.md");
    expect(early?.values.date).toMatch(/^2030-01-0\d \d\d:\d\d \(.+\)$/);
    expect(press.output.files.has("posts/quiet/index.html")).toBe(false);
    expect(press.nextChange()).toBe(Date.UTC(2030, 0, 2, 12));
    now = Date.UTC(2030, 0, 2, 12);
    const { rendered: done, problems } = rendered(await press.update([]));
    expect(done.written).toContain("posts/quiet/index.html");
    expect(problems.some(({ code }) => code === "W204")).toBe(false);
    expect(press.nextChange()).toBeUndefined();
  });

  it("that expires is taken down in its time", async () => {
    await using garden = await makeGarden();
    let now = Date.UTC(2030, 0, 1);
    await garden.write("posts/quiet.md", post("expiryDate: 2030-01-02T00:00Z"));
    using press = await makePress(garden, { clock: () => now });
    rendered(await press.update());
    expect(press.output.files.has("posts/quiet/index.html")).toBe(true);
    now = press.nextChange() ?? 0;
    const { rendered: done, problems } = rendered(await press.update([]));
    expect(done.dropped).toContain("posts/quiet/index.html");
    expect(problems.some(({ code }) => code === "W205")).toBe(true);
  });
});

describe("a text's keys", () => {
  it("pin it to the top of the start page and of the list, and nowhere else", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/old.md", post("pinned: true").replace("2026-02-02", "2001-02-02"));
    using press = await makePress(garden);
    rendered(await press.update());
    const out = await readTree(join(press.dir, "out"));
    const firstLink = (file: string) =>
      /<h2[^>]*>\s*<a[^>]*href="(\/posts\/[^"]+)"/.exec(out.get(file) ?? "")?.[1];
    expect(firstLink("index.html")).toBe("/posts/old/");
    expect(firstLink("posts/index.html")).toBe("/posts/old/");
    expect(out.get("feed.json")?.indexOf("/posts/old/")).not.toBe(0);
  });

  it("close its comments, and put it at an address of its own", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/quiet.md", post("comments: false\npermalink: /2019/静/quiet.html"));
    using press = await makePress(garden);
    rendered(await press.update());
    const out = await readTree(join(press.dir, "out"));
    expect(out.get("2019/静/quiet/index.html")).toContain("Secretive.");
    expect(out.get("2019/静/quiet/index.html")).not.toContain('id="comments"');
    expect(out.get("index.html")).toContain('href="/2019/%E9%9D%99/quiet/"');
  });
});
