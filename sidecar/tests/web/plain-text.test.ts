import { describe, expect, it } from "vitest";
import { cleanLine, cleanText, textToHtml } from "../../src/comment/plain-text.ts";

const link = (url: string, href = url): string =>
  `<a href="${href}" rel="nofollow ugc noopener">${url}</a>`;

describe("a stranger's text as HTML", () => {
  it.each([
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["a & b \"c\" 'd'", "a &amp; b &quot;c&quot; &#39;d&#39;"],
    ["one\ntwo", "one<br>two"],
    ["javascript:alert(1)", "javascript:alert(1)"],
    ["see http://a.example/.", `see ${link("http://a.example/")}.`],
    ["(http://a.example/b)", `(${link("http://a.example/b")})`],
    ["http://a.example/b_(c)", link("http://a.example/b_(c)")],
    ["看http://a.example/b，好", `看${link("http://a.example/b")}，好`],
    ["“http://a.example/b”", `“${link("http://a.example/b")}”`],
    ["http://a.example/?a=1&b=<2>", `${link("http://a.example/?a=1&amp;b=")}&lt;2&gt;`],
    ["http://", "http://"],
    ['http://a.example/"onclick="x', `${link("http://a.example/")}&quot;onclick=&quot;x`],
  ])("turns %j into text and links only", (text, html) => {
    expect(textToHtml(text)).toBe(`<p dir="auto">${html}</p>`);
  });

  // Each of these took half a minute and more where work grew by the square: the test's timeout tells.
  it("is not held up by a text of blanks, or by a URL of brackets", () => {
    const blanks = " ".repeat(120_000);
    expect(cleanText(`a${blanks}b`)).toBe(`a${blanks}b`);
    expect(cleanText(`a${blanks}\nb${blanks}`)).toBe("a\nb");
    const tail = ")".repeat(60_000);
    expect(textToHtml(`http://a.example/${tail}`)).toBe(
      `<p dir="auto">${link("http://a.example/")}${tail}</p>`,
    );
  });

  it("makes a paragraph of each block", () => {
    expect(textToHtml("a\n\nb")).toBe('<p dir="auto">a</p><p dir="auto">b</p>');
  });

  it("loses controls and marks that turn the text around", () => {
    expect(cleanLine(" a\u202eb\u0000 \n c ")).toBe("ab c");
    expect(cleanText("a\r\n\r\n\r\n\r\nb\u0007  \nc")).toBe("a\n\nb\nc");
  });
});
