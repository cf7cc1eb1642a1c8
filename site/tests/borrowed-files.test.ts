// Files as other programs leave them: nobody should have to change one in order to move in. Whole files
// of five programs, which is why this is long.

import { describe, expect, it } from "vitest";
import { readEntry } from "../src/store/entry.ts";
import { formatProblem } from "../src/store/problem.ts";
import { context, readText } from "./support/read-text.ts";

const iso = (at: number | undefined) => new Date(at ?? Number.NaN).toISOString();

describe("a file from Hugo", () => {
  it("reads as it is", () => {
    const entry = readText(
      "posts/my-first-post.md",
      `---
title: "My First Post"
date: 2022-11-20T09:03:20-08:00
lastmod: 2022-12-01T10:00:00-08:00
publishDate: 2022-11-20
draft: false
description: ""
summary: "Why I moved."
slug: first
url: /2022/first.html
aliases: [/old/first/, /posts/original]
categories: [Notes]
tags: ["hugo", "meta"]
series: ["Moving"]
weight: 10
author: "Me"
ShowToc: true
cover:
    image: "cover.jpg"
    alt: "A shelf"
    caption: "text"
    relative: false
expiryDate: 2040-01-01
---

Intro paragraph.

<!--more-->

The rest.
`,
    );
    expect(entry).toMatchObject({
      title: "My First Post",
      draft: false,
      description: "Why I moved.",
      permalink: "/2022/first/",
      redirects: ["/old/first/", "/posts/original"],
      names: [],
      tags: ["hugo", "meta"],
      cover: { src: "cover.jpg", alt: "A shelf" },
      categories: [["Notes"]],
      series: [{ name: "Moving" }],
      authors: ["Me"],
      extra: { weight: 10, ShowToc: true },
      warnings: [],
    });
    expect(iso(entry.date)).toBe("2022-11-20T17:03:20.000Z");
    expect(iso(entry.updated)).toBe("2022-12-01T18:00:00.000Z");
    expect(iso(entry.expires)).toBe("2039-12-31T16:00:00.000Z");
  });

  it("with a head in TOML or JSON is told so in one sentence", () => {
    for (const [text, language] of [
      ['+++\ntitle = "x"\ndate = 2022-01-01\n+++\n\ntext\n', "TOML"],
      ['{\n  "title": "x"\n}\n\ntext\n', "JSON"],
      ['---json\n{ "title": "x" }\n---\n\ntext\n', "json"],
    ] as const) {
      const result = readEntry(Buffer.from(text), "posts/x.md", context);
      expect(result.ok ? [] : result.problems.map((p) => formatProblem(p).split("\n")[0])).toEqual([
        `content/posts/x.md:1:1 error E108 Frontmatter in the language \`${language}\` is not read; use YAML between two lines of \`---\`.`,
      ]);
    }
  });

  it("that begins with plus signs or a brace is text all the same", () => {
    expect(readText("posts/x.md", "+++ what?\n").text.read()).toContain("what");
    expect(readText("posts/x.md", "{ braces }\n").text.read()).toContain("braces");
  });
});

describe("a file from Jekyll", () => {
  it("reads as it is", () => {
    const entry = readText(
      "posts/2019-03-09-welcome-to-jekyll.markdown",
      `---
layout: post
title:  "Welcome to Jekyll!"
date:   2019-03-09 18:42:56 +0100
categories: jekyll update
permalink: /:categories/:title/
redirect_from:
  - /welcome/
  - post/123
last_modified_at: 2020-01-02
published: false
image:
  path: /assets/img/welcome.png
  alt: Hello
pin: true
comments: false
---
You'll find this post in your \`_posts\` directory.
`,
    );
    expect(entry).toMatchObject({
      title: "Welcome to Jekyll!",
      slug: "welcome-to-jekyll",
      categories: [["jekyll"], ["update"]],
      draft: true,
      pinned: 1,
      comments: false,
      permalink: undefined,
      redirects: ["/welcome/", "/post/123"],
      cover: { src: "/assets/img/welcome.png", alt: "Hello" },
    });
    expect(iso(entry.date)).toBe("2019-03-09T17:42:56.000Z");
    expect(entry.warnings.map((problem) => problem.code)).toEqual(["W207"]);
  });

  it("in _drafts is a draft", () => {
    for (const file of ["posts/_drafts/idea.md", "_drafts/idea.md"])
      expect(readText(file, "---\ntitle: Idea\n---\nx")).toMatchObject({
        kind: "post",
        draft: true,
      });
  });

  it("in _posts of the folder itself has the address that it has in posts", () => {
    const [here, there] = ["_posts", "posts"].map((folder) =>
      readText(`${folder}/2025-12-24-snow.md`, "---\ntitle: Snow\n---\nx"),
    );
    expect(here).toMatchObject({
      kind: "post",
      draft: false,
      slug: there?.slug,
      date: there?.date,
    });
  });
});

describe("a file from Hexo", () => {
  it("reads as it is", () => {
    const entry = readText(
      "posts/hello-world.md",
      `---
title: 你好，世界
date: 2013/7/13 20:46:25
updated: 2014/1/2 08:00
tags:
- PS3
- 游戏
- 2024
categories:
- [体育, 棒球]
- [玩耍]
toc: true
mathjax: true
excerpt: 摘要
sticky: 100
permalink: 2013/你好
thumbnail:
---

正文
`,
    );
    expect(entry).toMatchObject({
      title: "你好，世界",
      tags: ["PS3", "游戏", "2024"],
      description: "摘要",
      pinned: 100,
      permalink: "/2013/你好/",
      cover: undefined,
      categories: [["体育", "棒球"], ["玩耍"]],
      extra: { toc: true, math: true },
      warnings: [],
    });
    expect(iso(entry.date)).toBe("2013-07-13T12:46:25.000Z");
  });

  it("with empty keys, as a scaffold leaves them, reads as if they were not there", () => {
    const entry = readText(
      "posts/new.md",
      "---\ntitle:\ndate:\ntags:\ncover: ''\n---\n# Heading\n\nx",
    );
    expect(entry).toMatchObject({ title: "Heading", tags: [], cover: undefined });
  });
});

describe("a file from Astro", () => {
  it("of the blog template reads as it is", () => {
    const entry = readText(
      "posts/first-post.md",
      `---
title: 'First post'
description: 'Lorem ipsum dolor sit amet'
pubDate: 'Jul 08 2022'
updatedDate: '8 August 2022'
heroImage: '../images/blog-placeholder-3.jpg'
---
x
`,
    );
    expect(entry).toMatchObject({
      cover: { src: "../images/blog-placeholder-3.jpg" },
      warnings: [],
    });
    expect(iso(entry.date)).toBe("2022-07-07T16:00:00.000Z");
    expect(iso(entry.updated)).toBe("2022-08-07T16:00:00.000Z");
  });

  it("of AstroPaper and of the tutorial reads as it is", () => {
    const paper = readText(
      "posts/paper.md",
      "---\nauthor: Sat\npubDatetime: 2022-09-23T15:22:00Z\nmodDatetime: null\ntitle: Paper\nslug: adding-posts\nfeatured: true\nogImage: ''\ntags: [docs]\n---\nx",
    );
    expect(paper).toMatchObject({ slug: "adding-posts", updated: undefined, cover: undefined });
    const tutorial = readText(
      "posts/t.md",
      "---\nlayout: ../../layouts/Post.astro\ntitle: T\npubDate: 2022-07-01\nimage:\n    url: 'full.png'\n    alt: 'The logo.'\n---\nx",
    );
    expect(tutorial.cover).toMatchObject({ src: "full.png", alt: "The logo." });
  });
});

describe("a note from Obsidian", () => {
  it("reads as it is", () => {
    const entry = readText(
      "posts/园艺 笔记.md",
      `---
aliases:
  - 园子
  - Garden notes
tags:
  - "#园艺"
  - notes/2024
created: 2024-05-01T08:00
publish: true
cssclasses: [wide]
cover: "[[bean.png]]"
url: https://example.com/clipped
---

First words.
`,
    );
    expect(entry).toMatchObject({
      title: "园艺 笔记",
      slug: "园艺-笔记",
      draft: false,
      names: ["园子", "Garden notes"],
      redirects: [],
      tags: ["园艺", "notes/2024"],
      cover: { src: "bean.png" },
      permalink: undefined,
      extra: { cssclasses: ["wide"], url: "https://example.com/clipped" },
      warnings: [],
    });
    expect(iso(entry.date)).toBe("2024-05-01T00:00:00.000Z");
  });

  it("takes tags from one line of hashes, and `publish: false` for a draft", () => {
    const entry = readText("posts/x.md", "---\ntags: '#a #b/c'\npublish: false\n---\nx");
    expect(entry).toMatchObject({ tags: ["a", "b/c"], draft: true });
  });
});

describe("where a text belongs", () => {
  const head = (lines: string) => readText("posts/x.md", `---\ndate: 2024-01-01\n${lines}\n---\nx`);

  it.each([
    ["categories: [Tea, Travel/Asia]", [["Tea"], ["Travel", "Asia"]]],
    ["categories:\n  - [旅行, 亚洲]\n  - 茶", [["旅行", "亚洲"], ["茶"]]],
    ["categories: web news", [["web"], ["news"]]],
    ["categories: travel/far east", [["travel", "far east"]]],
    ["category: Travel Notes", [["Travel Notes"]]],
    ["categories: 旅行，茶, Tea time", [["旅行"], ["茶"], ["Tea time"]]],
    ['categories: ["[[Books]]", "#a", "", 2024]', [["Books"], ["a"], ["2024"]]],
    ["categories: [a, a, /, a/b/]", [["a"], ["a", "b"]]],
  ])("`%s` is read as %j", (lines, categories) => {
    const result = readEntry(
      Buffer.from(`---\ndate: 2024-01-01\n${lines}\n---\nx`),
      "posts/x.md",
      context,
    );
    expect(result.ok ? result.entry.categories : undefined).toEqual(categories);
  });

  it("reads authors as names, as keys and as the maps of other programs", () => {
    expect(head("authors: [alice, 鲍勃]").authors).toEqual(["alice", "鲍勃"]);
    expect(head("author: Alice, Bob").authors).toEqual(["Alice", "Bob"]);
    expect(head("author: { name: Alice, email: a@example.org }").authors).toEqual(["Alice"]);
    expect(head("authors:\n  - name: Alice\n  - bob").authors).toEqual(["Alice", "bob"]);
  });

  it("reads a series with its order, whatever key has that", () => {
    expect(head("series: { name: 搬家, order: 2 }").series).toEqual([{ name: "搬家", order: 2 }]);
    expect(head("series: [Moving]\nseries_order: 3").series).toEqual([
      { name: "Moving", order: 3 },
    ]);
    expect(head("series: 2024").series).toEqual([{ name: "2024" }]);
    expect(head("series: [A, { name: B, order: 1 }]").series).toEqual([
      { name: "A" },
      { name: "B", order: 1 },
    ]);
  });
});

describe("a key", () => {
  it("of no meaning here is kept for themes, and one letter off a known one is asked about", () => {
    const { extra, warnings } = readText(
      "posts/x.md",
      "---\ndate: 2024-01-01\ntilte: Oops\nmood: { sky: grey }\nlayout: post\n__proto__: 1\n---\nx",
    );
    expect(extra).toMatchObject({ tilte: "Oops", mood: { sky: "grey" }, layout: "post" });
    expect(warnings.map((problem) => formatProblem(problem).split("\n")[0])).toEqual([
      "content/posts/x.md:3:1 warning W206 `tilte` is not a key that is known here. Did you mean `title`? As it is, it is left to themes.",
    ]);
  });

  it.each([
    ["permalink: /a/../b/", "E115"],
    ["permalink: '/a?b'", "E115"],
    ["visibility: secret", "E103"],
    ["pubDate: 2024-02-30", "E104"],
    ["expiryDate: soon", "E104"],
    ["comments: maybe", "E103"],
    ["categories: { a: 1 }", "E103"],
    ["categories: [[Travel, [Asia]]]", "E103"],
    ["authors: [{ nick: a }]", "E103"],
    ["series: { order: 2 }", "E103"],
    ["series: { name: A, order: second }", "E103"],
  ])("`%s` is refused", (line, code) => {
    const result = readEntry(Buffer.from(`---\n${line}\n---\nx`), "posts/x.md", context);
    expect(result.ok ? [] : result.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it("is named in a message as the writer wrote it", () => {
    const result = readEntry(
      Buffer.from("---\nheroImage: 5.5e\npubDate: 2024-02-30\n---\nx"),
      "posts/x.md",
      context,
    );
    expect(result.ok ? "" : formatProblem(result.problems[0] as never).split("\n")[0]).toContain(
      ":3:10 error E104 `pubDate: 2024-02-30` is not a date",
    );
  });
});
