// What a theme's own Figure and Callout get: each part of what the Markdown processor wrote, and no more.

import { join } from "node:path";
import { expect, it } from "vitest";
import { textParts } from "../src/render/text-parts.ts";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

it.each([
  ["<p>Plain.</p>"],
  ["<figure><p>without a caption</p></figure>"],
  ['<figure class="listing"><figcaption>a.js</figcaption><pre></pre></figure>'],
  ['<div class="callout callout-note"><p>no title</p></div>'],
  ["<figure><img><figcaption>never closed</figcaption>"],
  ["<pre>&lt;figure&gt;</pre>"],
])("leaves %j as it is", (html) => expect(textParts(html)).toEqual([html]));

it("takes figures and callouts apart, within one another too", () => {
  const figure =
    '<figure id="^rain"><img alt=""><figcaption>Rain &amp; <em>fog</em></figcaption></figure>';
  const inner = `<div class="callout callout-tip" role="note"><p class="callout-title">In</p>${figure}</div>`;
  const outer = `<details class="callout callout-note" open="" id="^a"><summary class="callout-title">Out</summary>${inner}</details>`;
  const [before, callout, after] = textParts(`<ul><li>${outer}</li></ul>`);
  expect([before, after]).toEqual(["<ul><li>", "</li></ul>"]);
  expect(callout).toEqual({
    ...{ kind: "callout", name: "note", title: "Out", fold: "open", id: "^a", html: inner },
  });
  expect(textParts(inner)).toMatchObject([
    { name: "tip", title: "In", html: figure, id: undefined },
  ]);
  expect(textParts(figure)).toEqual([
    { kind: "figure", media: '<img alt="">', caption: "Rain &amp; <em>fog</em>", id: "^rain" },
  ]);
});

it("takes a part that ends among many that do not", () => {
  const never = '<div class="callout callout-note"><p class="callout-title">a</p>'.repeat(20_000);
  const figure = "<figure><img><figcaption>Rain</figcaption></figure>";
  expect(textParts(never + figure)).toMatchObject([never, { caption: "Rain" }]);
});

it("a site's own parts stand on its pages, and feeds have what they had", {
  timeout: 120_000,
}, async () => {
  await using garden = await makeGarden();
  await garden.write(
    "posts/parts.md",
    '---\ntitle: Parts\ndate: 2026-01-01\n---\n\n> [!note]- Folded\n> ![Rain](../images/bowl.png "A bowl")\n\n> [!tip]\n> Words.\n',
  );
  using press = await makePress(garden);
  const tree = async () => {
    rendered(await press.update());
    return readTree(join(press.dir, "out"));
  };
  const page = "posts/parts/index.html";
  const plain = await tree();
  const wrap = (name: string) =>
    `---\nimport Own from "parent:components/${name}.astro";\n---\n<i-own><Own {...Astro.props}><slot /></Own></i-own>`;
  await garden.write("_theme/Figure.astro", wrap("Figure"));
  await garden.write("_theme/Callout.astro", wrap("Callout"));
  const own = await tree();
  expect(own.get(page)?.match(/<i-own>/g)).toHaveLength(3);
  // Around the parts nothing is another thing than it was: the core's own are what the processor writes.
  const bare = (html = "") => html.replace(/<\/?i-own>/g, "").replace(/>\s+</g, "><");
  expect(bare(own.get(page))).toBe(bare(plain.get(page)));
  for (const feed of ["feed.xml", "atom.xml", "feed.json"]) {
    expect(own.get(feed)).toBe(plain.get(feed));
  }
});
