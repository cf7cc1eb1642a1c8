// The words of the site's interface, written in both languages. Themes ask for them by key.

import type { Translate } from "@courtyard/themes/contract.ts";

const en = {
  skip: "Skip to the text",
  menu: "Site",
  home: "Home",
  posts: "Posts",
  "posts.all": "All posts",
  "posts.none": "Nothing is published here yet. The first post will stand here.",
  "list.year": "{list}, {year}",
  "list.page": "{list}, {year}, page {page}",
  tags: "Tags",
  "tags.none": "No post has a tag yet.",
  "tag.title": "Posts about “{tag}”",
  "count.one": "{count} post",
  "count.other": "{count} posts",
  "minutes.one": "{count} minute",
  "minutes.other": "{count} minutes",
  pager: "More posts",
  older: "Older",
  newer: "Newer",
  neighbours: "Before and after",
  language: "Language",
  published: "Published",
  updated: "Updated {date}",
  draft: "Draft",
  follow: "Follow",
  "follow.how": "Any feed reader can follow this site",
  by: "Written by {name}",
  "not-found": "This page is not here",
  "not-found.text":
    "The address may have changed, or the page was taken away. What is here stands on the start page.",
  "not-found.home": "Go to the start page",
  search: "Search",
  "search.label": "Words to look for",
  "search.go": "Search",
  "search.results": "Results",
  "search.loading": "Looking…",
  "search.short": "Type a word, or two characters of Chinese, Japanese or Korean.",
  "search.none": "Nothing here has “{query}”. Try fewer or other words.",
  "search.found.one": "{count} text has “{query}”.",
  "search.found.other": "{count} texts have “{query}”.",
  "search.corrected": "Nothing has “{query}” as it is written. These have {words}.",
  "search.more": "More results",
  "search.failed": "The index could not be loaded. Check the connection and search again.",
  "search.without":
    "Searching needs JavaScript, and it is off. The tags and the list of all posts lead everywhere without it.",
  contents: "Contents",
  comments: "Comments",
  "comments.none": "No comments yet.",
  "comments.join": "Write a comment, and see new ones arrive",
  "comments.frame": "Write a comment",
  "made-with": "Made with Courtyard",
} as const;

/** A key of the interface's words. */
export type WordKey = keyof typeof en;

const zh: Readonly<Record<WordKey, string>> = {
  skip: "跳到正文",
  menu: "本站",
  home: "首页",
  posts: "文章",
  "posts.all": "全部文章",
  "posts.none": "这里还没有文章。第一篇会出现在这里。",
  "list.year": "{list}，{year} 年",
  "list.page": "{list}，{year} 年第 {page} 页",
  tags: "标签",
  "tags.none": "还没有文章加标签。",
  "tag.title": "标签“{tag}”下的文章",
  "count.one": "{count} 篇",
  "count.other": "{count} 篇",
  "minutes.one": "{count} 分钟",
  "minutes.other": "{count} 分钟",
  pager: "更多文章",
  older: "更早",
  newer: "更新",
  neighbours: "前后文章",
  language: "语言",
  published: "发布于",
  updated: "更新于 {date}",
  draft: "草稿",
  follow: "订阅",
  "follow.how": "用任何订阅阅读器都可以关注本站",
  by: "作者：{name}",
  "not-found": "这里没有这个页面",
  "not-found.text": "网址可能变了，或者页面已经撤下。这里有的内容，首页上都能找到。",
  "not-found.home": "去首页",
  search: "搜索",
  "search.label": "要找的词",
  "search.go": "搜索",
  "search.results": "搜索结果",
  "search.loading": "正在查找…",
  "search.short": "请输入至少两个字，或一个英文单词。",
  "search.none": "没有找到“{query}”。换个词，或少写几个字试试。",
  "search.found.one": "{count} 篇里有“{query}”。",
  "search.found.other": "{count} 篇里有“{query}”。",
  "search.corrected": "没有写作“{query}”的内容，下面是含有 {words} 的。",
  "search.more": "更多结果",
  "search.failed": "索引没有加载成功。请检查网络后再搜一次。",
  "search.without":
    "搜索需要 JavaScript，而它没有开启。不用它，也能从标签和全部文章找到这里的一切。",
  contents: "目录",
  comments: "评论",
  "comments.none": "还没有评论。",
  "comments.join": "写评论，并看新评论到来",
  "comments.frame": "写评论",
  "made-with": "用 Courtyard 搭建",
};

const translators = new Map<string, Translate>();

/** The translator for a page's language; languages without their own words get English ones. */
export function translatorFor(lang: string): Translate {
  const translate = translators.get(lang) ?? makeTranslator(lang);
  translators.set(lang, translate);
  return translate;
}

function makeTranslator(lang: string): Translate {
  const words: Readonly<Record<string, string>> = /^zh(-|$)/.test(lang) ? zh : en;
  const plurals = new Intl.PluralRules(lang);
  return (key, values = {}) => {
    const count = values.count;
    const form = typeof count === "number" ? `${key}.${plurals.select(count)}` : key;
    const wording = words[form] ?? words[`${key}.other`] ?? words[key] ?? key;
    return wording.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}
