// Notebook: for those who take notes and link them. The default theme with a margin: footnotes stand
// beside the line, links to own notes show their first words, and what links here is always in sight.

import { defineTheme } from "../definition.ts";

export default defineTheme({
  api: 1,
  name: "notebook",
  description: {
    en: "For linked notes: a margin for footnotes and links, previews, what links here.",
    zh: "给互相链接的笔记：页边有注释和链接，指到链接就看得到开头，还列出谁提到了这一篇。",
  },
  extends: "courtyard",
  features: { backlinks: true, linkPreviews: true, sideNotes: true, relatedPosts: false },
  settings: {
    ruled: {
      type: "boolean",
      default: true,
      label: { en: "A ruled margin", zh: "页边画线" },
      help: {
        en: "The red line of an exercise book, between margin and text.",
        zh: "像练习本一样，在页边和正文之间画一条红线。",
      },
    },
  },
});
