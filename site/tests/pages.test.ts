// What stands in the rendered pages: the parts that others rely on, and nothing that runs.

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makeGarden, makePress, ORIGIN, readTree, rendered } from "./support/garden.ts";

let out: Map<string, string>;

beforeAll(async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  rendered(await press.update());
  const tree = await readTree(join(press.dir, "out"));
  out = new Map(
    [...tree].map(([file, bytes]) => [file, Buffer.from(bytes, "latin1").toString("utf8")]),
  );
}, 60_000);

function page(file: string): string {
  const html = out.get(file);
  if (html === undefined) throw new Error(`no ${file}; there are ${[...out.keys()].join(" ")}`);
  return html;
}

const html = () => [...out].filter(([file]) => file.endsWith(".html"));
/** Those that a template made: a page at an old address only leads on. */
const made = () => html().filter(([, text]) => !text.includes('http-equiv="refresh"'));

describe("every page", () => {
  it("runs no script, but for the search page's one, and carries no inline style", () => {
    for (const [file, text] of html()) {
      const searching = /<script type="module" src="\/_astro\/[^"]+"><\/script>/;
      // Data is no script: nothing runs it, and no policy has to let it.
      const data = /<script type="application\/ld\+json">[^<]*<\/script>/;
      const plain = text.replace(data, "");
      const own = file.endsWith("search/index.html") ? plain.replace(searching, "") : plain;
      expect(own, file).not.toMatch(/<script|\sstyle=|\son[a-z]+=|javascript:/i);
    }
  });

  it("has one style sheet, and it is small", () => {
    const sheets = [...out].filter(([file]) => file.endsWith(".css") && file !== "feed.css");
    expect(sheets).toHaveLength(1);
    for (const [file, text] of made())
      expect(text.match(/rel="stylesheet"/g), file).toHaveLength(1);
  });

  it("has one h1, a language, a canonical address of this site, and the feeds of its language", () => {
    for (const [file, text] of made()) {
      expect(text.match(/<h1/g), file).toHaveLength(1);
      const zh = file.startsWith("zh/");
      expect(text, file).toContain(`<html lang="${zh ? "zh" : "en"}" dir="ltr">`);
      expect(text, file).toContain(
        `type="application/rss+xml" title="RSS" href="${zh ? "/zh" : ""}/feed.xml"`,
      );
      expect(text, file).toContain(
        '<link rel="courtyard" href="/.well-known/courtyard/identity.jsonl">',
      );
      if (file === "404.html") expect(text).toContain('<meta name="robots" content="noindex">');
      else expect(text, file).toContain(`<link rel="canonical" href="${ORIGIN}/`);
    }
  });

  it("links within the site only to what is there", () => {
    for (const [file, text] of html()) {
      for (const [, href = ""] of text.matchAll(/\s(?:href|src)="(\/[^"#?]*)/g)) {
        if (/^\/(_courtyard|\.well-known)\//.test(href)) continue;
        const path = decodeURI(href).slice(1);
        const target = path === "" || path.endsWith("/") ? `${path}index.html` : path;
        expect(out.has(target), `${file} → ${href}`).toBe(true);
      }
    }
  });

  it("shows no draft", () => {
    for (const [file, text] of out) expect(text.includes("Not ready"), file).toBe(false);
  });
});

describe("a post", () => {
  it("escapes what the writer wrote into attributes and text", () => {
    const post = page("posts/first-bean/index.html");
    expect(post).toContain(
      '<h1 class="p-name">The first bean &lt;came&gt; up &amp; said &quot;hello&quot;</h1>',
    );
    expect(post).toContain('&amp; said &quot;hello&quot;">');
    expect(page("index.html")).toContain(
      "A short note with &lt;angle&gt; brackets &amp; an ampersand.",
    );
  });

  it("has its microformats, its comments and its neighbours", () => {
    const post = page("posts/first-bean/index.html");
    for (const part of [
      'class="h-entry',
      'class="p-author h-card"',
      'class="dt-published"',
      'class="dt-updated"',
      'class="u-url"',
      "e-content",
      'class="p-category"',
      'class="u-featured',
    ]) {
      expect(post).toContain(part);
    }
    expect(post).toContain(
      '<section class="comments" id="comments" data-page="/posts/first-bean/" aria-labelledby="comments-title">',
    );
    expect(post).toContain(
      '<!--courtyard:comments--><p class="comments-empty">No comments yet.</p><!--/courtyard:comments-->',
    );
    expect(post).toContain(
      '<iframe loading="lazy" title="Write a comment" src="/_courtyard/comments?page=/posts/first-bean/&amp;lang=en"></iframe>',
    );
    expect(post).toContain('href="/posts/rain/"');
  });

  it("keeps its Chinese slug in its file, its address and its comments", () => {
    const post = page("zh/posts/雨/index.html");
    expect(post).toContain('data-page="/zh/posts/雨/"');
    expect(post).toContain("page=/zh/posts/%E9%9B%A8/&amp;lang=zh");
    expect(post).toContain("写评论，并看新评论到来");
    expect(post).toContain("<strong>真，</strong>她说。一句话断成两行，中间没有空格。");
    expect(post).toContain(`<link rel="canonical" href="${ORIGIN}/zh/posts/%E9%9B%A8/">`);
  });

  it("points to its translation, and back", () => {
    for (const file of ["posts/rain/index.html", "zh/posts/rain/index.html"]) {
      expect(page(file)).toContain(
        `<link rel="alternate" hreflang="en" href="${ORIGIN}/posts/rain/">`,
      );
      expect(page(file)).toContain(
        `<link rel="alternate" hreflang="zh" href="${ORIGIN}/zh/posts/rain/">`,
      );
    }
    expect(page("posts/winter/index.html")).not.toContain('hreflang="en"');
  });

  it("says its title once when the text repeats it as a heading", () => {
    expect(page("posts/rain/index.html").match(/>Rain</g)).toHaveLength(1);
    expect(page("posts/seeds/index.html")).toContain('<h1 class="p-name">Seeds in a drawer</h1>');
  });

  it("knows the size of its pictures", () => {
    const post = page("posts/first-bean/index.html");
    for (const [img] of post.matchAll(/<img[^>]*>/g))
      expect(img).toMatch(/ width="\d+" height="\d+"/);
    expect(post).toContain('<source type="image/avif"');
  });
});

describe("pictures", () => {
  it("lose where they were taken", () => {
    const photos = [...out.keys()].filter((file) => file.startsWith("_image/alice-"));
    expect(photos.length).toBeGreaterThan(0);
    for (const photo of photos) expect(out.get(photo)).not.toMatch(/Exif|secret place/);
  });
});

describe("the sitemap", () => {
  it("lists every text and start page, and only those", () => {
    const found = [...page("sitemap.xml").matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = ""]) =>
      decodeURI(url.slice(ORIGIN.length)),
    );
    expect(found.sort()).toEqual(
      [
        "/",
        "/about/",
        "/posts/first-bean/",
        "/posts/rain/",
        "/posts/seeds/",
        "/posts/winter/",
        "/posts/über-kompost/",
        "/zh/",
        "/zh/about/",
        "/zh/posts/rain/",
        "/zh/posts/雨/",
      ].sort(),
    );
    expect(page("robots.txt")).toContain(`Sitemap: ${ORIGIN}/sitemap.xml`);
  });
});
