import { describe, expect, it } from "vitest";
import { withMargin } from "../src/model/margin.ts";

const note = (id: string, text: string) =>
  `<li id="${id}" class="footnote-item"><p>${text} <a aria-label="Back" href="#fnref1" class="footnote-backref">↩︎</a></p>\n</li>`;
const reference = '<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>';
const text = `<p>Warm.${reference}</p><div class="footnotes"><ol>${note("fn1", "In <em>May</em>.")}</ol></div>`;
const mentions = [{ label: "Rain <3", url: "/posts/rain/", description: "It & smelled." }];

describe("a text's margin", () => {
  it("leaves a text as it is for a theme that asks for nothing", () => {
    expect(withMargin(text, { features: {}, mentions })).toBe(text);
  });

  it("puts a footnote where it is referred to", () => {
    const html = withMargin(text, { features: { sideNotes: true }, mentions: [] });
    expect(html).toContain(`${reference}<small class="side-note">In <em>May</em>.</small>`);
  });

  it("puts a footnote that is referred to again beside its first place alone, without its ways back", () => {
    const again = reference.replace("fnref1", "fnref1:1");
    const back = (id: string) => ` <a href="#${id}" class="footnote-backref">↩︎</a>`;
    const foot = note("fn1", `In May.${back("fnref1")}${back("fnref1:1")}`);
    const html = withMargin(
      `<p>Warm.${reference} Wet.${again}</p><div class="footnotes">${foot}</div>`,
      {
        features: { sideNotes: true },
        mentions: [],
      },
    );
    expect(html.match(/<small class="side-note">.*?<\/small>/g)).toEqual([
      '<small class="side-note">In May.</small>',
    ]);
  });

  it("leaves a footnote of several paragraphs at the foot", () => {
    const long = text.replace("In <em>May</em>.", "One.</p><p>Two.");
    expect(withMargin(long, { features: { sideNotes: true }, mentions: [] })).toBe(long);
  });

  it("introduces an own text once, escaped, at the link to it", () => {
    const link = '<a href="/posts/rain/#smell">rain</a>';
    const html = withMargin(`<p>${link} and ${link}</p>`, {
      features: { linkPreviews: true },
      mentions,
    });
    expect(html).toBe(
      `<p><span class="own-link">${link}<small class="link-preview"><b>Rain &lt;3</b> It &amp; smelled.</small></span> and ${link}</p>`,
    );
  });
});
