// The words of the site's interface, written in both languages. Themes ask for them by key.

import type { Translate } from "@courtyard/themes/contract.ts";

const en = {
  skip: "Skip to the text",
  menu: "Site",
  "menu.foot": "More of this site",
  social: "Elsewhere",
  home: "Home",
  posts: "Posts",
  "posts.all": "All posts",
  "posts.none": "Nothing is published here yet. The first post will stand here.",
  "list.year": "{list}, {year}",
  "list.page": "{list}, {year}, page {page}",
  "list.month": "{list}, {month}",
  "list.month.page": "{list}, {month}, page {page}",
  tags: "Tags",
  "tags.none": "No post has a tag yet.",
  "tag.title": "Posts about “{name}”",
  categories: "Categories",
  "category.title": "Posts in “{name}”",
  "category.within": "In this category",
  series: "Series",
  "series.title": "Series: {name}",
  "series.part": "Part {position}",
  "series.part.of": "Part {position} of {total}",
  "series.all": "All parts",
  "series.previous": "Part before",
  "series.next": "Next part",
  "series.next.in": "Next in “{name}”",
  authors: "Authors",
  "author.title": "Posts by {name}",
  "author.website": "{name}’s own site",
  archive: "Archive",
  "archive.of": "Archive of {year}",
  "archive.year": "{year}",
  "archive.years": "Years",
  related: "Read on",
  subscribe: "Follow this site",
  "subscribe.what":
    "To follow this site is to get each new post by itself, whole and in order. It takes no account and no e-mail address, nobody keeps a list, and it ends when you say so.",
  "subscribe.courtyard": "With a Courtyard of your own",
  "subscribe.courtyard.how":
    "Open your Courtyard, go to “Following”, and enter this address. New posts then come to your timeline.",
  "subscribe.reader": "With any feed reader",
  "subscribe.reader.how":
    "Give your reader the address of the site, and it finds the feed. Or give it one of these addresses; RSS is the one that every reader knows, and all have the same posts.",
  "subscribe.none": "Without a feed reader",
  "subscribe.none.how":
    "A feed reader is a program that gathers new posts from the places that you chose, and from nowhere else. There are free ones for every phone and computer; look for “RSS reader”.",
  "count.one": "{count} post",
  "count.other": "{count} posts",
  "minutes.one": "{count} minute",
  "minutes.other": "{count} minutes",
  pager: "More posts",
  older: "Older",
  newer: "Newer",
  backlinks: "Linked from",
  neighbours: "Before and after",
  language: "Language",
  pinned: "Pinned",
  published: "Published",
  updated: "Updated {date}",
  draft: "Draft",
  follow: "Follow",
  "follow.these": "Follow these alone:",
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
  "enclosure.audio": "Listen",
  "enclosure.video": "Watch",
  "enclosure.file": "File",
  "enclosure.save": "Download",
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
  "menu.foot": "本站更多",
  social: "别处",
  home: "首页",
  posts: "文章",
  "posts.all": "全部文章",
  "posts.none": "这里还没有文章。第一篇会出现在这里。",
  "list.year": "{list}，{year} 年",
  "list.page": "{list}，{year} 年第 {page} 页",
  "list.month": "{list}，{month}",
  "list.month.page": "{list}，{month}，第 {page} 页",
  tags: "标签",
  "tags.none": "还没有文章加标签。",
  "tag.title": "标签“{name}”下的文章",
  categories: "分类",
  "category.title": "分类“{name}”下的文章",
  "category.within": "下级分类",
  series: "系列",
  "series.title": "系列：{name}",
  "series.part": "第 {position} 篇",
  "series.part.of": "第 {position} 篇，共 {total} 篇",
  "series.all": "全部篇目",
  "series.previous": "上一篇",
  "series.next": "下一篇",
  "series.next.in": "系列“{name}”的下一篇",
  authors: "作者",
  "author.title": "{name}的文章",
  "author.website": "{name}自己的网站",
  archive: "归档",
  "archive.of": "{year} 年归档",
  "archive.year": "{year} 年",
  "archive.years": "年份",
  related: "相关文章",
  subscribe: "订阅本站",
  "subscribe.what":
    "订阅之后，每一篇新文章都会完整地、按顺序自己送到你那里。不用注册，不用留邮箱，也没有谁记着名单；什么时候不想看了，退掉就是。",
  "subscribe.courtyard": "用你自己的 Courtyard",
  "subscribe.courtyard.how":
    "打开你的 Courtyard，进入“正在关注”，填上这个网址。新文章就会出现在你的时间线上。",
  "subscribe.reader": "用任何一种订阅阅读器",
  "subscribe.reader.how":
    "把本站网址交给阅读器，它会自己找到订阅源。也可以直接填下面任何一个地址：RSS 人人都认得，几种格式里的文章是一样的。",
  "subscribe.none": "还没有阅读器？",
  "subscribe.none.how":
    "订阅阅读器是一种程序，只收集你自己选定的地方的新文章，别的什么也不推给你。手机和电脑上都有免费的，搜“RSS 阅读器”就能找到。",
  "count.one": "{count} 篇",
  "count.other": "{count} 篇",
  "minutes.one": "{count} 分钟",
  "minutes.other": "{count} 分钟",
  pager: "更多文章",
  older: "更早",
  newer: "更新",
  backlinks: "提到这里的文章",
  neighbours: "前后文章",
  language: "语言",
  pinned: "置顶",
  published: "发布于",
  updated: "更新于 {date}",
  draft: "草稿",
  follow: "订阅",
  "follow.these": "只订阅这些：",
  "follow.how": "用任何阅读器都可以订阅本站",
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
  "enclosure.audio": "收听",
  "enclosure.video": "观看",
  "enclosure.file": "附件",
  "enclosure.save": "下载",
  comments: "评论",
  "comments.none": "还没有评论。",
  "comments.join": "写评论，并看新评论到来",
  "comments.frame": "写评论",
  "made-with": "用 Courtyard 搭建",
};

/** The core's own words in a language; English ones where it has none. */
function coreWords(lang: string): Readonly<Record<string, string>> {
  return /^zh(-|$)/.test(lang) ? zh : en;
}

/**
 * The translator for a page's language. `own` are a theme's words, the nearest first, which stand
 * before the core's; `last` are its English ones, for what neither has.
 */
export function translatorOver(
  lang: string,
  own: readonly Readonly<Record<string, string>>[] = [],
  last: Readonly<Record<string, string>> = {},
): Translate {
  const sources = [...own, coreWords(lang), last];
  const plurals = new Intl.PluralRules(lang);
  const find = (key: string, form: string) => {
    for (const words of sources) {
      const wording = words[form] ?? words[`${key}.other`] ?? words[key];
      if (wording !== undefined) return wording;
    }
    return key;
  };
  return (key, values = {}) => {
    const count = values.count;
    const form = typeof count === "number" ? `${key}.${plurals.select(count)}` : key;
    return find(key, form).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
  };
}

const translators = new Map<string, Translate>();

/** The core's translator, for feeds and whatever else is the same under every theme. */
export function translatorFor(lang: string): Translate {
  const translate = translators.get(lang) ?? translatorOver(lang);
  translators.set(lang, translate);
  return translate;
}
