// The pictures that stand for the site elsewhere: its icon and the artwork of its podcast.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseJsonFeed, parseRssFeed } from "feedsmith";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { feedFindings } from "./support/feed-check.ts";
import {
  type Garden,
  makeGarden,
  makePress,
  ORIGIN,
  type Press,
  rendered,
} from "./support/garden.ts";

const read = (press: Press, file: string) => readFile(join(press.dir, "out", file), "utf8");

async function addSettings(garden: Garden, lines: string): Promise<void> {
  await garden.write(
    "site.yaml",
    `${await readFile(join(garden.contentDir, "site.yaml"), "utf8")}${lines}\n`,
  );
}

const picture = (width: number, height: number, colour: string) =>
  sharp({ create: { width, height, channels: 4, background: colour } })
    .png()
    .toBuffer();

/** Size and kind of a published file, by its whole address. */
async function published(press: Press, address: string | undefined) {
  expect(address).toMatch(new RegExp(`^${ORIGIN}/_image/`));
  const file = (address ?? "").slice(ORIGIN.length + 1);
  expect(press.output.files.has(file), file).toBe(true);
  const { width, height, format, hasAlpha } = await sharp(join(press.dir, "out", file)).metadata();
  return { width, height, format, hasAlpha };
}

const linked = (page: string, rel: string, sizes: string) => {
  const tag = new RegExp(`<link rel="${rel}"[^>]* sizes="${sizes}"[^>]*>`).exec(page)?.[0] ?? "";
  return ORIGIN + (/href="([^"]*)"/.exec(tag)?.[1] ?? "");
};

describe("the site's icon", () => {
  it("is the theme's without one, and a tab is coloured like the page by day and by night", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const page = await read(press, "index.html");
    expect(page).toMatch(/<link rel="icon" type="image\/svg\+xml" href="\/_astro\/[^"]*svg">/);
    expect(page).not.toContain("apple-touch-icon");
    const colours = [
      ...page.matchAll(/<meta name="theme-color" content="([^"]+)" media="([^"]+)"/g),
    ];
    expect(colours.map(([, , media]) => media)).toEqual([
      "(prefers-color-scheme: light)",
      "(prefers-color-scheme: dark)",
    ]);
    expect(new Set(colours.map(([, colour]) => colour)).size).toBe(2);
  });

  it("is the writer's picture in the sizes of tabs, phones and feed readers, and follows its file", async () => {
    await using garden = await makeGarden();
    await garden.write("images/face.png", await picture(700, 600, "#3b6e4f80"));
    await addSettings(garden, "icon: images/face.png");
    using press = await makePress(garden);
    rendered(await press.update());
    const page = await read(press, "posts/rain/index.html");
    expect(page).not.toContain("image/svg+xml");
    for (const [rel, size, seeThrough] of [
      ["icon", 32, true],
      ["icon", 512, true],
      ["apple-touch-icon", 180, false],
    ] as const) {
      expect(await published(press, linked(page, rel, `${size}x${size}`))).toEqual({
        ...{ width: size, height: size, format: "png", hasAlpha: seeThrough },
      });
    }
    const json = parseJsonFeed(JSON.parse(await read(press, "feed.json")));
    expect(await published(press, json.icon)).toMatchObject({ width: 512 });
    expect(await published(press, json.favicon)).toMatchObject({ width: 64 });
    const rss = await read(press, "feed.xml");
    expect(await published(press, parseRssFeed(rss).image?.url)).toMatchObject({ width: 144 });
    const atom = await read(press, "atom.xml");
    const part = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(atom)?.[1];
    expect(await published(press, part("icon"))).toMatchObject({ width: 64 });
    expect(await published(press, part("logo"))).toMatchObject({ width: 512 });
    for (const feed of [rss, atom]) expect(feedFindings(feed)).toEqual([]);

    await garden.write("images/face.png", await picture(600, 600, "#904030"));
    rendered(await press.update(["images/face.png"]));
    const later = await read(press, "posts/rain/index.html");
    const address = linked(later, "icon", "32x32");
    expect(address).not.toBe(linked(page, "icon", "32x32"));
    expect(await published(press, address)).toMatchObject({ width: 32, height: 32 });
  });
});

describe("a podcast", () => {
  const podcast = (more: string) =>
    `podcast: { email: a@alice.example, category: Technology, ${more} }`;

  it("has its artwork as JPEG in a size that directories take, and its own author", async () => {
    await using garden = await makeGarden();
    await garden.write("images/art.png", await picture(3400, 3200, "#3b6e4f"));
    await addSettings(
      garden,
      podcast("image: images/art.png, author: Alice & Bob, explicit: true"),
    );
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.filter(({ code }) => code === "W246")).toEqual([]);
    const text = await read(press, "feed.xml");
    expect(feedFindings(text)).toEqual([]);
    const { itunes } = parseRssFeed(text);
    expect(itunes).toMatchObject({ author: "Alice & Bob", explicit: true });
    expect(await published(press, itunes?.image)).toEqual({
      ...{ width: 3000, height: 3000, format: "jpeg", hasAlpha: false },
    });
  });

  it("is told when the artwork is too small, and when it is not there", async () => {
    await using garden = await makeGarden();
    await garden.write("images/art.png", await picture(300, 300, "#3b6e4f"));
    await addSettings(garden, podcast("image: images/art.png"));
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.find(({ code }) => code === "W246")?.values).toMatchObject({ size: "300" });
    const { itunes } = parseRssFeed(await read(press, "feed.xml"));
    expect(await published(press, itunes?.image)).toMatchObject({ width: 1400 });
    await garden.remove("images/art.png");
    const gone = rendered(await press.update(["images/art.png"]));
    expect(gone.problems.some(({ code }) => code === "W201")).toBe(true);
    expect(parseRssFeed(await read(press, "feed.xml")).itunes?.image).toBeUndefined();
  });
});
