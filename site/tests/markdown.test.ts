import { describe, expect, it } from "vitest";
import { courtyardMarkdown } from "../src/markdown/processor.ts";
import { anchorsIn } from "../src/store/anchor.ts";
import { excerptOf, teaserOf } from "../src/store/excerpt.ts";
import { referencesIn } from "../src/store/reference.ts";

async function html(markdown: string, lang = "en"): Promise<string> {
  const renderer = await courtyardMarkdown().createRenderer({});
  return (await renderer.render(markdown, { frontmatter: { lang } })).code;
}

describe("Markdown", () => {
  it("sees emphasis beside full-width punctuation", async () => {
    expect(await html("**真，**她说")).toBe("<p><strong>真，</strong>她说</p>\n");
    expect(await html("比如**“引号里的话”**也一样")).toContain("<strong>“引号里的话”</strong>");
  });

  it("joins lines between wide characters, and keeps the space between Latin words", async () => {
    expect(await html("一句话\n断成两行，\n完。")).toBe("<p>一句话断成两行，完。</p>\n");
    expect(await html("two\nlines")).toBe("<p>two\nlines</p>\n");
    expect(await html("中文\nEnglish")).toBe("<p>中文\nEnglish</p>\n");
    expect(await html("**粗体**\n后面")).toBe("<p><strong>粗体</strong>后面</p>\n");
    expect(await html("안녕\n하세요")).toBe("<p>안녕\n하세요</p>\n");
  });

  it("gives headings ids of their own script, and leaves h1 to the page's title", async () => {
    const out = await html("# 强调\n\n## A & B\n\n## 强调");
    expect(out).toContain('<h2 id="强调"');
    expect(out).toContain('<h3 id="a-b"');
    expect(out).toContain('<h3 id="强调-2"');
    expect(out).not.toContain("<h1");
  });

  it("colours code by class and never by style", async () => {
    const out = await html('```ts\nconst a = "<b>";\n```');
    expect(out).toContain('<span class="t-keyword">const</span>');
    expect(out).toContain("&lt;b&gt;");
    expect(out).not.toContain("style=");
  });

  it("shows code in a language that nobody knows as plain text", async () => {
    expect(await html('```nonsense"><script>\n<b>\n```')).toBe(
      '<pre class="code" data-language="nonsense&quot;&gt;&lt;script&gt;" tabindex="0"><code>&lt;b&gt;\n</code></pre>\n',
    );
  });

  it("lets a wide table scroll by keyboard, with a name in the text's language", async () => {
    expect(await html("|a|\n|-|\n|b|", "zh")).toContain(
      '<div class="table" role="group" aria-label="表格" tabindex="0">',
    );
  });

  it("writes footnotes", async () => {
    expect(await html("A.[^1]\n\n[^1]: Note")).toContain(
      '<div class="footnotes" role="doc-endnotes" aria-label="Footnotes">',
    );
  });
});

describe("excerpts", () => {
  it("take the first paragraph of prose and leave its marks", () => {
    expect(excerptOf("## Head\n\n![i](i.png)\n\nSome **bold** [link](/x) text.\n\nMore.")).toBe(
      "Some bold link text.",
    );
  });
  it("leave out the marks of what matters, and keep a comparison", () => {
    expect(excerptOf("==This== holds when a == b and c == d.")).toBe(
      "This holds when a == b and c == d.",
    );
  });
  it("write formulas in plain characters, and leave prices alone", () => {
    expect(excerptOf("With $A$ square metres and $\\frac{h}{2}$, $x^2 \\le 10$.")).toBe(
      "With A square metres and h/2, x² ≤ 10.",
    );
    expect(excerptOf("$$\n\\int_0^1 x\n= y $$\n\nWords^[not these] said.\n")).toBe("Words said.");
    expect(excerptOf("$$a$$\n\nWords.\n\n```\ncode\n```")).toBe("Words.");
    expect(teaserOf("One\n$$\nx\n$$\ntwo\n\n<!-- more -->\nthree")).toBe("One two");
    expect(excerptOf("It costs $5 here and $6 there.")).toBe("It costs $5 here and $6 there.");
  });
  it("leave the width of a picture out of its words", () => {
    expect(excerptOf("A ![dot|24](a.png) stays.")).toBe("A dot stays.");
  });
  it("close up broken lines of Chinese", () => {
    expect(excerptOf("一句话\n断成两行")).toBe("一句话断成两行");
  });
  it("cut long text at a word", () => {
    const cut = excerptOf("word ".repeat(100));
    expect(cut.length).toBeLessThanOrEqual(201);
    expect(cut).toMatch(/word…$/);
  });
});

describe("image references", () => {
  it("are found in text and definitions, but not in code", () => {
    const body =
      '![a](one.png) and ![b](<two words.png> "t")\n\n```\n![c](no.png)\n```\n![d][x]\n\n[x]: three.webp';
    expect(referencesIn(body).pictures.map(({ src, at }) => [src, at])).toEqual([
      ["one.png", body.indexOf("one")],
      ["two words.png", body.indexOf("two")],
      ["three.webp", body.indexOf("three")],
    ]);
  });
  it("decode what an editor encoded", () => {
    expect(referencesIn("![](%E5%9B%BE.png)").pictures[0]?.src).toBe("图.png");
  });
  it("leave other people's pictures alone", () => {
    expect(referencesIn("![](https://example.org/a.png) ![](//x/y.png)").pictures).toEqual([]);
  });
});

describe("anchors found without rendering", () => {
  it("are those that the renderer gives", async () => {
    const text = [
      "## 标题 one\n\n## 标题 one\n\n### `code` & <b>x</b> *em_ph* C#",
      "Setext $x$ [l](https://example.org) ![i](j.png)\n---",
      "## snake_case __b__ \\* &amp; ##\n\n> ## quoted\n\n- # item\n\n#nohead\n\n##\n\n## **Bold**ly ==m== ~~s~~",
      "```\n## code\n```\n\n    ## code\n\n`## code`",
    ].join("\n\n");
    const renderer = await courtyardMarkdown().createRenderer({});
    const { code } = await renderer.render(text, { frontmatter: { lang: "en" } });
    const ids = [...code.matchAll(/<h\d id="([^"]+)"/g)].map(([, id]) => id);
    expect(anchorsIn(text)).toEqual(ids);
  });
});
