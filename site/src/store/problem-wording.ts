// The sentences for findings in content, all of them, which is why this is long. A code is never given to
// another meaning.

/** One sentence per code; `{name}` stands for a value. */
export interface Wording {
  readonly E101: string;
  readonly E102: string;
  readonly E103: string;
  readonly E104: string;
  readonly E105: string;
  readonly E106: string;
  readonly E107: string;
  readonly E108: string;
  readonly E109: string;
  readonly E110: string;
  readonly E111: string;
  readonly E112: string;
  readonly E113: string;
  readonly E114: string;
  readonly E115: string;
  readonly E120: string;
  readonly E121: string;
  readonly E122: string;
  readonly E130: string;
  readonly E131: string;
  readonly E132: string;
  readonly E133: string;
  readonly E134: string;
  readonly E135: string;
  readonly E136: string;
  readonly E137: string;
  readonly E138: string;
  readonly E139: string;
  readonly E140: string;
  readonly W201: string;
  readonly W202: string;
  readonly W203: string;
  readonly W204: string;
  readonly W205: string;
  readonly W206: string;
  readonly W207: string;
  readonly W220: string;
  readonly W221: string;
  readonly W222: string;
  readonly W223: string;
  readonly W224: string;
  readonly W225: string;
  readonly W226: string;
  readonly W227: string;
  readonly W228: string;
  readonly W229: string;
  readonly W230: string;
  readonly W231: string;
  readonly W232: string;
  readonly W233: string;
  readonly W240: string;
  readonly W241: string;
  readonly W242: string;
  readonly W243: string;
  readonly W244: string;
  readonly W245: string;
  readonly W246: string;
  readonly W247: string;
  readonly W248: string;
  readonly W249: string;
  readonly W250: string;
}

/** What a key has to be, by the key's name; `anything` for keys without an entry. */
export const expectations: Readonly<Record<"en" | "zh", Readonly<Record<string, string>>>> = {
  en: {
    anything: "is not understood",
    title: "has to be a line of text",
    draft: "has to be true or false",
    tags: "has to be a list of words, like [travel, tea]",
    categories: "has to be a list of names, like [Tea, Travel/Asia]",
    authors: "has to be a list of names, or of keys of the authors in site.yaml",
    series: "has to be a series' name, or { name, order } with a number",
    seriesOrder: "has to be a number",
    slug: "has to be a short name",
    description: "has to be text",
    lang: "has to be a language like en or zh",
    permalink: "has to be an address like /2019/rain/",
    aliases: "has to be a list of addresses or names, like [/old/, Another name]",
    redirect_from: "has to be a list of addresses, like [/old/]",
    translationKey: "has to be a short name",
    visibility: "has to be public, unlisted or private",
    pinned: "has to be true, false or a number",
    comments: "has to be true or false",
    enclosure:
      "has to be a file, an address, { src, type, length, duration, title }, or a list of these",
    cover: "has to be the path of an image, or { src, alt }",
    languages: "has to be a list of languages, like [en, zh]",
    timezone: "has to be a time zone like Asia/Shanghai or UTC",
    menu: "has to be a list of { label, url }; a url begins with / or https://",
    postsPerPage: "has to be a whole number from 1 to 100",
    themeSettings: "has to be a list of `setting: value` lines",
    "setting-text": "has to be text, or one for each language",
    "setting-boolean": "has to be true or false",
    "setting-number": "has to be a number {range}",
    "setting-select": "has to be one of {options}",
    "setting-colour": "has to be a colour like #3b6e4f or oklch(0.5 0.1 145)",
    "setting-pair-colour": "has to be { light: colour, dark: colour }",
    "setting-pair-image": "has to be { light: picture, dark: picture }",
    "setting-image": "has to be the path of a picture in this folder",
    "setting-font": "has to be a font family's name",
    "setting-url": "has to be an address that begins with / or https://",
    "setting-list": "has to be a list of short texts",
    "setting-menu": "has to be a list of { label, url }",
    llms: "has to be true or false",
    ogImages: "has to be a number, all or none",
    hub: "has to be the web address of a WebSub hub",
    podcast: "has to be { email, category, explicit }",
    "podcast.email": "has to be an e-mail address",
    "podcast.category": "has to be one of Apple's categories, like Technology or Society & Culture",
    "podcast.explicit": "has to be true or false",
    "author.name": "has to be a name",
    author: "has to be a name, a key of `authors`, or { name, bio, url, photo }",
    "author.url": "has to be a web address like https://alice.example/",
    social: "has to be a list of { label, url }; a url begins with https:// or mailto:",
    footerMenu: "has to be a list of { label, url }; a url begins with / or https://",
  },
  zh: {
    anything: "看不懂",
    title: "应该是一行文字",
    draft: "应该是 true 或 false",
    tags: "应该是几个词，比如 [旅行, 茶]",
    categories: "应该是分类的列表，比如 [茶, 旅行/亚洲]",
    authors: "应该是作者名字的列表，或者 site.yaml 里 authors 的键",
    series: "应该是系列的名字，或 { name, order }，其中 order 是数字",
    seriesOrder: "应该是数字",
    slug: "应该是一个短名字",
    description: "应该是文字",
    lang: "应该是语言，比如 en 或 zh",
    permalink: "应该是网址，比如 /2019/下雨/",
    aliases: "应该是旧网址或别名的列表，比如 [/old/, 别名]",
    redirect_from: "应该是旧网址的列表，比如 [/old/]",
    translationKey: "应该是一个短名字",
    visibility: "应该是 public、unlisted 或 private",
    pinned: "应该是 true、false 或数字",
    comments: "应该是 true 或 false",
    enclosure: "应该是文件、网址、{ src, type, length, duration, title }，或它们的列表",
    cover: "应该是图片的路径，或 { src, alt }",
    languages: "应该是语言的列表，比如 [en, zh]",
    timezone: "应该是时区，比如 Asia/Shanghai 或 UTC",
    menu: "应该是 { label, url } 的列表，url 以 / 或 https:// 开头",
    postsPerPage: "应该是 1 到 100 的整数",
    themeSettings: "应该是一行行的 `设置: 值`",
    "setting-text": "应该是文字，或者每种语言一段",
    "setting-boolean": "应该是 true 或 false",
    "setting-number": "应该是数字 {range}",
    "setting-select": "应该是 {options} 之一",
    "setting-colour": "应该是颜色，比如 #3b6e4f 或 oklch(0.5 0.1 145)",
    "setting-pair-colour": "应该是 { light: 颜色, dark: 颜色 }",
    "setting-pair-image": "应该是 { light: 图片, dark: 图片 }",
    "setting-image": "应该是这个文件夹里一张图片的路径",
    "setting-font": "应该是字体的名字",
    "setting-url": "应该是以 / 或 https:// 开头的网址",
    "setting-list": "应该是几段短文字的列表",
    "setting-menu": "应该是 { label, url } 的列表",
    llms: "应该是 true 或 false",
    ogImages: "应该是数字、all 或 none",
    hub: "应该是 WebSub hub 的网址",
    podcast: "应该是 { email, category, explicit }",
    "podcast.email": "应该是电子邮件地址",
    "podcast.category": "应该是 Apple 的播客分类，比如 Technology 或 Society & Culture",
    "podcast.explicit": "应该是 true 或 false",
    "author.name": "应该是名字",
    author: "应该是名字、`authors` 里的键，或 { name, bio, url, photo }",
    "author.url": "应该是网址，比如 https://alice.example/",
    social: "应该是 { label, url } 的列表，url 以 https:// 或 mailto: 开头",
    footerMenu: "应该是 { label, url } 的列表，url 以 / 或 https:// 开头",
  },
};

export const problemWording: Readonly<Record<"en" | "zh", Wording>> = {
  en: {
    E101: "The frontmatter is not valid YAML: {reason}",
    E102: "The frontmatter has to be a list of `key: value` lines.",
    E103: "`{key}` {expected}.",
    E104: "`{key}: {value}` is not a date that exists. Write it like 2026-03-09 or 2026-03-09 18:30.",
    E105: "`slug: {value}` leaves nothing for an address. Use letters, digits and hyphens.",
    E106: "The address {url} is already taken by {other}. Give one of them another `slug`.",
    E107: "The file is not UTF-8 text.",
    E108: "Frontmatter in the language `{language}` is not read; use YAML between two lines of `---`.",
    E109: "The frontmatter starts with `---` but never ends. Close it with another line of `---`.",
    E110: "site.yaml: `{key}` {expected}.",
    E111: "site.yaml is not valid YAML: {reason}",
    E112: "There is no site.yaml here. It needs at least `title: …` and `lang: en`.",
    E113: "The file cannot be read: {reason}.",
    E114: "The address {url} is one of the site's own. Give the file another `slug`.",
    E115: "`{key}: {value}` cannot be an address. Write it like /2019/rain/.",
    E120: "The old address {url} cannot lead here: {other} has it. Take it out of `aliases` or `redirect_from`.",
    E121: "The old address {url} is none that a site of files can answer. Write a path like /old/rain/, without `?`.",
    E122: "The old address {url} cannot lead here: the site has it. Take it out of `aliases` or `redirect_from`.",
    E130: "There is no theme `{theme}`. Looked for: {places}.",
    E131: "The theme {theme} is made for version {api} of the theme contract, and this Courtyard has version {own}. Update the older of the two.",
    E132: "A theme extends itself: {chain}.",
    E133: "theme.ts is read and not run, and this cannot be read: {reason}.",
    E134: "theme.ts: `{key}` is not as the contract has it: {reason}.",
    E135: "The theme `{theme}` and what it extends lack {templates}.",
    E136: "The design tokens are not right: {reason}.",
    E137: "The theme `{theme}` and what it extends lack the tokens {tokens}.",
    E138: "site.yaml: `themeSettings.{key}` {expected}. The usual value is used.",
    E139: "The theme's words cannot be read: {reason}.",
    E140: "This looks like a copy that a file service made of {original} when it changed in two places. Keep one of the two, under the old name.",
    W201: "The image {image} is not there. The page shows its description instead.",
    W202: "There is no `date`; {date} is used, when the file was first seen. Add `date: {date}` to keep it.",
    W203: "The image {image} cannot be read: {reason}. The page shows its description instead.",
    W204: "The date is in the future: this is published on {date}, by itself, though this machine may sleep then.",
    W205: "This expired on {date} and is not published any more.",
    W206: "`{key}` is not a key that is known here. Did you mean `{near}`? As it is, it is left to themes.",
    W207: "`{key}: {value}` is a pattern of another program; the usual address is used. Write the address itself, like /2019/rain/.",
    W220: "[[{target}]] leads to no text: there is none of this name, path or alias. It stays as it is written.",
    W221: "[[{target}]] may mean several texts. It leads to {chosen}, and could lead to {others}. Write more of the path.",
    W222: "There is no #{part} in {target}. The link leads to the top of the page.",
    W223: "This links to {target}, which readers cannot see ({why}). The words stay, without a link.",
    W224: "This links to {target}, which is unlisted: whoever reads this finds it, and so do search engines.",
    W225: "The link to {target} leads nowhere: there is no such file. The words stay, without a link.",
    W226: "The link to {target} leads nowhere: this site has nothing at that address.",
    W227: "{target} has {size} MB, and a file of a site has {most} at most. The words stay, without a link. Store it elsewhere and link to its address there.",
    W228: "{target} cannot be published: the address {url} is taken. The words stay, without a link.",
    W229: "[[{target}]] would put the text into itself. It is a link instead.",
    W230: "The theme {theme} has no setting `{key}`. Did you mean `{near}`?",
    W231: "The theme {theme} has no setting `{key}`; it does nothing, and stays for a theme that has it.",
    W232: "This shows the words of {target}, which is unlisted: they are published here for everybody, in this page, in feeds and in search. Write `[[…]]` without `!` for a link alone.",
    W233: "And {more} more findings {code} in this file.",
    W240: "The recording {file} is not there, and the post appears without it. The path starts at this file or at the content folder.",
    W241: "Nothing says how large {file} is, and podcast apps ask. Add `length: 12345678`, its size in bytes.",
    W242: "What kind of recording is {file}? Add `type: audio/mpeg`, or whatever it is; without, it stands as a link alone.",
    W243: "{file} has {size} MB, and a file of a site has at most {most} MB: it is not published. Store it elsewhere and name its address here.",
    W244: "{file} is no recording that is known here (mp3, m4a, ogg, opus, flac, wav, mp4, webm, mov), and the post appears without it.",
    W245: "{file} is reached by a symbolic link that leads out of the content folder, and is not published. Put a copy into the folder.",
    W246: "The podcast's artwork {image} has {size} pixels a side, and directories ask for {most} at least; it is enlarged.",
    W247: "Markdown in this folder: {count}, and none of it is published. Posts lie in `posts/`, pages in `pages/`; what has a name that begins with `_` is left alone.",
    W248: "The file is empty. It is published as soon as there is something in it.",
    W249: "{value} is a template tag of another program. It is not run, and readers see it as it stands: put Markdown in its place.",
    W250: "Posts are written in Markdown, in files that end in `.md`. Here are some of another form ({value}): {count}, and none of it is published.",
  },
  zh: {
    E101: "文首信息不是正确的 YAML：{reason}",
    E102: "文首信息应该是一行行的 `键: 值`。",
    E103: "`{key}` {expected}。",
    E104: "`{key}: {value}` 不是存在的日期。请写成 2026-03-09 或 2026-03-09 18:30。",
    E105: "`slug: {value}` 做不成网址。请用文字、数字和连字符。",
    E106: "网址 {url} 已经被 {other} 用了。请给其中一篇换个 `slug`。",
    E107: "文件不是 UTF-8 文本。",
    E108: "不读 `{language}` 写的文首信息；请在两行 `---` 之间写 YAML。",
    E109: "文首信息以 `---` 开始，却没有结束。请再加一行 `---`。",
    E110: "site.yaml：`{key}` {expected}。",
    E111: "site.yaml 不是正确的 YAML：{reason}",
    E112: "这里没有 site.yaml。里面至少要有 `title: …` 和 `lang: zh`。",
    E113: "文件读不出来：{reason}。",
    E114: "网址 {url} 是网站自己要用的。请换个 `slug`。",
    E115: "`{key}: {value}` 做不成网址。请写成 /2019/下雨/ 这样。",
    E120: "旧网址 {url} 不能转到这里：{other} 在用它。请把它从 `aliases` 或 `redirect_from` 里去掉。",
    E121: "旧网址 {url} 不是静态网站能应答的。请写成 /old/下雨/ 这样的路径，不要带 `?`。",
    E122: "旧网址 {url} 不能转到这里：网站自己在用它。请把它从 `aliases` 或 `redirect_from` 里去掉。",
    E130: "没有 `{theme}` 这个主题。找过：{places}。",
    E131: "主题 {theme} 是为主题接口第 {api} 版做的，而这个 Courtyard 用的是第 {own} 版。请把旧的那个更新一下。",
    E132: "主题绕回了自己：{chain}。",
    E133: "theme.ts 只读不运行，而这里读不出来：{reason}。",
    E134: "theme.ts：`{key}` 不合主题接口的规定：{reason}。",
    E135: "主题 `{theme}` 和它所继承的主题都缺少 {templates}。",
    E136: "设计变量不对：{reason}。",
    E137: "主题 `{theme}` 和它所继承的主题都缺少这些设计变量：{tokens}。",
    E138: "site.yaml：`themeSettings.{key}` {expected}。先用默认值。",
    E139: "主题的词句读不出来：{reason}。",
    E140: "这一篇像是 {original} 在两处都改过以后，同步服务留下的副本。请留下其中一篇，用原来的名字。",
    W201: "找不到图片 {image}，页面上会显示它的说明文字。",
    W202: "没有写 `date`，先用文件第一次出现的时间 {date}。加上 `date: {date}` 就能固定下来。",
    W203: "图片 {image} 读不出来：{reason}。页面上会显示它的说明文字。",
    W204: "日期还没到：这一篇要到 {date} 才发布，到时会自己上线，电脑关着也一样。",
    W205: "这一篇在 {date} 到期，已经不再发布。",
    W206: "这里没有 `{key}` 这个键。是不是想写 `{near}`？现在它只留给主题用。",
    W207: "`{key}: {value}` 是别的程序用的格式，这里用通常的网址。请直接写出网址，比如 /2019/下雨/。",
    W220: "[[{target}]] 没有指向任何一篇：没有叫这个名字、路径或别名的文章。页面上照原样显示。",
    W221: "[[{target}]] 可能指好几篇。现在指向 {chosen}，也可能是 {others}。请把路径写全一些。",
    W222: "{target} 里没有 #{part}。链接会停在页首。",
    W223: "这里链到了读者看不到的 {target}（{why}）。文字保留，不做链接。",
    W224: "这里链到了不公开列出的 {target}：读到这里的人都能找到它，搜索引擎也能。",
    W225: "指向 {target} 的链接是空的：没有这个文件。文字保留，不做链接。",
    W226: "指向 {target} 的链接是空的：本站没有这个网址。",
    W227: "{target} 有 {size} MB，网站的单个文件最多 {most} MB。文字保留，不做链接。请存到别处，链接到那里的网址。",
    W228: "{target} 不能发布：网址 {url} 已经有别的用处。文字保留，不做链接。",
    W229: "[[{target}]] 会把这一篇嵌进它自己。这里只做链接。",
    W230: "主题 {theme} 没有 `{key}` 这项设置。是不是想写 `{near}`？",
    W231: "主题 {theme} 没有 `{key}` 这项设置。它不起作用，留给有它的主题。",
    W232: "这里嵌入了不公开列出的 {target}：它的文字会在这一页、订阅源和搜索里公开给所有人。只想做链接，就写不带 `!` 的 `[[…]]`。",
    W233: "这个文件里还有 {more} 处 {code}。",
    W240: "找不到录音或录像 {file}，文章发布时没有它。路径从这个文件或内容文件夹算起。",
    W241: "没有写 {file} 有多大，播客应用会需要。请加上 `length: 12345678`，单位是字节。",
    W242: "看不出 {file} 是什么格式。请加上 `type: audio/mpeg` 之类；不写，它就只是一个链接。",
    W243: "{file} 有 {size} MB，而网站的一个文件最多 {most} MB，所以没有发布。请存到别处，在这里写它的网址。",
    W244: "{file} 不是这里认得的录音或录像（mp3、m4a、ogg、opus、flac、wav、mp4、webm、mov），文章发布时没有它。",
    W245: "{file} 经过一个通往内容文件夹之外的符号链接，所以没有发布。请把文件复制到文件夹里。",
    W246: "播客封面 {image} 只有 {size} 像素见方，目录要求至少 {most}；现在是放大的。",
    W247: "这个文件夹里的 Markdown（{count} 个）没有发布：文章放在 `posts/` 里，页面放在 `pages/` 里；名字以 `_` 开头的不管。",
    W248: "这个文件是空的，写了内容才发布。",
    W249: "{value} 是别的程序的模板标签，这里不执行，读者看到的就是它本身：请换成 Markdown 的写法。",
    W250: "文章用 Markdown 写，文件名以 `.md` 结尾。这里有 {count} 个别的格式的文件（{value}），没有发布。",
  },
};
