import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { courtyardMarkdown, type MarkdownOptions } from "../src/markdown/processor.ts";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

async function html(markdown: string, lang = "en", options: MarkdownOptions = {}) {
  const renderer = await courtyardMarkdown(options).createRenderer({});
  const { code } = await renderer.render(markdown, { frontmatter: { lang } });
  expect(code.replace(/<code[\s\S]*?<\/code>/g, "")).not.toContain("style=");
  return code;
}

describe("GitHub's Markdown", () => {
  it("has task lists, whose boxes say in words what they show", async () => {
    const out = await html("- [ ] water\n- [x] weed **all**\n- plain [x]");
    expect(out).toContain('<ul class="tasks">');
    expect(out).toContain(
      '<li class="task"><input type="checkbox" disabled checked aria-label="Done"> weed <strong>',
    );
    expect(out).toContain("<li>plain [x]</li>");
    expect(await html("1. [ ] 浇水", "zh")).toContain('aria-label="未完成"> 浇水');
  });

  it("strikes out, and links bare addresses up to full-width punctuation", async () => {
    expect(await html("~~old~~")).toContain("<s>old</s>");
    expect(await html("见https://example.org/a，然后")).toContain(
      '<a href="https://example.org/a">https://example.org/a</a>，然后',
    );
    expect(await html("See www.example.org/a.")).toContain(
      '<a href="http://www.example.org/a">www.example.org/a</a>.',
    );
  });

  it("leaves file names and courtyard addresses as text", async () => {
    expect(await html("rain.md by alice@alice.example")).not.toContain("<a ");
  });

  it("marks what matters, beside full-width punctuation too", async () => {
    expect(await html("==真，==她说 a == b")).toBe("<p><mark>真，</mark>她说 a == b</p>\n");
  });
});

describe("callouts", () => {
  it("are GitHub's, with a title in the text's language", async () => {
    expect(await html("> [!WARNING]\n> Hot.", "zh")).toBe(
      '<div class="callout callout-warning" role="note">\n<p class="callout-title">注意</p>\n<p>Hot.</p>\n</div>\n',
    );
  });

  it("are Obsidian's, folded, with a title that may have marks, one within another", async () => {
    const out = await html("> [!faq]- Is it *hot*?\n> Yes.\n>\n> > [!bug]+\n> > Inside");
    expect(out).toContain(
      '<details class="callout callout-question">\n<summary class="callout-title">Is it <em>hot</em>?</summary>',
    );
    expect(out).toContain(
      '<details class="callout callout-bug" open="">\n<summary class="callout-title">Bug</summary>',
    );
    expect(out.match(/<\/details>/g)).toHaveLength(2);
  });

  it("may have a title alone, or a kind of the writer's own", async () => {
    expect(await html("> [!tip] Only this")).not.toContain("<p></p>");
    expect(await html("> [!my-kind]\n> x")).toContain(
      'callout-other" role="note">\n<p class="callout-title">My kind</p>',
    );
  });

  it("leave a quote a quote", async () => {
    expect(await html("> See [!note] here")).toContain("<blockquote>");
    expect(await html("> [!](a)")).toContain("<blockquote>");
  });
});

describe("code blocks", () => {
  it("have a title, marked lines and numbers", async () => {
    const out = await html('```ts title="a <b>.ts" {1,3-4} numbers\none\ntwo\nthree\n```');
    expect(out).toContain('<figure class="listing"><figcaption>a &lt;b&gt;.ts</figcaption>');
    expect(out).toContain('<pre class="code lined numbered" data-language="ts"');
    expect(out.match(/class="line marked"/g)).toHaveLength(2);
    expect(out.match(/class="line"/g)).toHaveLength(1);
  });

  it("show what came and what went, in the colours of the language", async () => {
    const out = await html("```js diff\n-old()\n+new Date()\n same\n```");
    expect(out).toContain('<del class="line"><span class="sign">-</span>');
    expect(out).toContain(
      '<ins class="line"><span class="sign">+</span><span class="t-keyword">new',
    );
    expect(out.replace(/<[^>]+>/g, "")).toBe("-old()\n+new Date()\n same\n\n");
  });

  it("do not count to infinity", async () => {
    expect(await html("```ts {1-99999999999}\nx\n```")).toContain("line marked");
  });
});

describe("pictures and recordings", () => {
  const picture = (src: string) =>
    src === "gone.png"
      ? undefined
      : {
          src: `/_image/${src}`,
          width: 800,
          height: 600,
          tone: "tone-l1-g",
          sources: [{ type: "image/avif", srcset: "/_image/a.avif 480w" }],
        };

  it("are a figure when they stand alone with a title", async () => {
    const out = await html('![Rain](a.png "From the *window*")', "en", { picture });
    expect(out).toMatch(
      /^<figure><picture>.*<\/picture><figcaption>From the \*window\*<\/figcaption><\/figure>\n$/,
    );
    expect(out).toContain('width="800" height="600" class="tone-l1-g" alt="Rain" loading="lazy"');
    expect(out).not.toContain("title=");
  });

  it("stay in the sentence, and in their paragraph without a title", async () => {
    expect(await html('a ![x](a.png "t") b', "en", { picture })).toMatch(
      /^<p>a <picture>.*title="t"/,
    );
    expect(await html("![x](a.png)", "en", { picture })).toMatch(/^<p class="picture"><picture>/);
  });

  it("are a gallery when there are several, linked ones too", async () => {
    const out = await html('![x](a.png) ![y](b.png "Two")\n[![z](c.png)](/z)', "en", { picture });
    expect(out).toMatch(
      /^<div class="gallery"><picture>.*<figure>.*Two<\/figcaption><\/figure><a href="\/z">/,
    );
    expect(out).toContain("calc(50vw");
  });

  it("take the width that the writer gives, and keep their shape", async () => {
    const out = await html("![Rain|300](a.png)", "en", { picture });
    expect(out).toContain('sizes="300px"');
    expect(out).toContain('width="300" height="225" class="tone-l1-g" alt="Rain"');
    expect(await html("![Far|300x200](https://example.org/a.png)")).toContain(
      'width="300" height="200" alt="Far"',
    );
  });

  it("say what is missing", async () => {
    expect(await html("![Rain|300](gone.png)", "en", { picture })).toContain(
      '<em class="missing">Rain</em>',
    );
  });

  it("play by the browser's own elements", async () => {
    const out = await html('![The brook](brook.mp4 "After rain")', "en", { picture });
    expect(out).toContain(
      '<figure><video src="/_image/brook.mp4" controls preload="metadata" playsinline aria-label="The brook">',
    );
    expect(out).toContain("<figcaption>After rain</figcaption>");
    expect(await html("![](https://example.org/talk.mp3)")).toContain(
      '<audio src="https://example.org/talk.mp3" controls preload="metadata"><a href="https://example.org/talk.mp3">talk.mp3</a></audio>',
    );
  });
});

describe("formulas", () => {
  it("are MathML in a sentence and on their own, beside Chinese too", async () => {
    expect(await html("公式$E=mc^2$在中文里")).toContain("公式<math xmlns=");
    expect(await html("$$\n\\begin{pmatrix}a&b\\end{pmatrix}\n$$\n\nafter")).toMatch(
      /^<div class="math" tabindex="0"><math[\s\S]*<\/math><\/div>\n<p>after/,
    );
    expect(await html("```math\n\\color{red}x\n```")).toContain('mathcolor="#ff0000"');
  });

  it("are not prices, code, or what was escaped", async () => {
    for (const text of [
      "It costs $5 and $6, or $5-$6.",
      "从$5到10$的价格，$20，或者$30",
      "$5 to you and 10$ to me",
      "US$5 and A$6",
      "\\$x$ and `$a$`",
      "a single $ and $$",
      "$$ without an end\n\ntext",
    ]) {
      expect(await html(text), text).not.toContain("<math");
    }
    expect(await html("$2x+1$ and $3 \\text{ apples}$")).toContain("<math");
  });

  it("that are faulty stay readable, with the reason", async () => {
    expect(await html("$\\bad$")).toMatch(
      /<code class="faulty" title="[^"]*\\bad[^"]*">\\bad<\/code>/,
    );
  });
});

describe("diagrams", () => {
  it.each([
    'graph TD; A["one; two"]-->B(three; four);B-->C;',
    'flowchart LR\n A["one; two"]-.->B(three; four)\n B==>C\n C<-->A',
    'graph TD\n A["one; two"] -- a word --> B(three; four)\n B --- C\n B --o C',
  ])("of a flow chart stand for nodes and arrows however it is spelled: %j", async (source) => {
    const out = await html(`\`\`\`mermaid\n${source}\n\`\`\`\n`);
    expect(out).toContain("<svg");
    const labels = [...out.matchAll(/<g class="node">.*?<text[^>]*>([^<]*)</g)].map(
      ([, text]) => text,
    );
    expect(labels.sort()).toEqual(["C", "one; two", "three; four"]);
  });

  it("are drawn, in the theme's colours, with their source beside them", async () => {
    const out = await html("```mermaid\nflowchart LR\n A[写] --> B{<b>}\n```", "zh");
    expect(out).toMatch(
      /<svg viewBox="[\d .]+" width="\d+" height="\d+" role="img" aria-label="图示">/,
    );
    expect(out).toContain("var(--diagram-line,#777)");
    expect(out).not.toMatch(/<style|@import|googleapis|<b>/);
    expect(out).toContain("<summary>图示的文字写法</summary>");
  });

  it("of a kind that nobody draws here are shown as text, and named so", async () => {
    const out = await html("```mermaid\ngantt\n title A\n```");
    expect(out).toContain('<figure class="diagram"><figcaption>A diagram, as text</figcaption>');
    expect(out).not.toContain("<svg");
  });
});

describe("a table of contents", () => {
  it("stands above a text that asks for one", async () => {
    await using garden = await makeGarden({ empty: true });
    await garden.write("posts/a.md", "---\ntoc: true\n---\n\n## One\n\nx\n\n### 两\n\ny\n");
    await garden.write("posts/b.md", "## One\n\n## Two\n");
    using press = await makePress(garden);
    rendered(await press.update());
    const tree = await readTree(join(press.dir, "out"));
    const page = Buffer.from(tree.get("posts/a/index.html") ?? "", "latin1").toString();
    expect(page).toContain(
      '<li class="toc-2"><a href="#one">One</a></li><li class="toc-3"><a href="#两">两</a></li>',
    );
    expect(tree.get("posts/b/index.html")).not.toContain('class="toc"');
    expect(tree.get("feed.xml")).not.toContain("toc-2");
  });
});

describe("recordings in the content folder", () => {
  it("are published as they are, under a name that holds their hash", async () => {
    await using garden = await makeGarden({ empty: true });
    await garden.write("posts/a.md", "---\ndate: 2026-01-01\n---\n\n![Rain](rain.mp3)\n");
    await garden.write("posts/rain.mp3", "not really music");
    using press = await makePress(garden);
    expect(rendered(await press.update()).problems).toEqual([]);
    const tree = await readTree(join(press.dir, "out"));
    const [path = ""] = [...tree.keys()].filter((file) => file.endsWith(".mp3"));
    expect(path).toMatch(/^_image\/rain-[\w-]{12}\.mp3$/);
    expect(tree.get(path)).toBe("not really music");
    expect(tree.get("posts/a/index.html")).toContain(`<audio src="/${path}"`);
  });
});
