import type { themeCheckEnglish } from "./theme-check-english.ts";

/** `courtyard theme check` 和 `courtyard theme shots` 说的每一句话。 */
export const themeCheckChinese: typeof themeCheckEnglish = {
  about: "在一个满是难题的网站上，逐条检查主题接口对主题的要求",
  shotsAbout: "给每个模板拍照：各种宽度、明暗、语言",
  theme: "自带主题的名字、已安装的包名，或者一个文件夹；当前文件夹里有 theme.ts 时可以不写",
  out: "存放图片和 index.html 的文件夹",
  noTheme: (name) => `没有 ${name} 这个主题。`,
  noThemeMend: "请写自带主题的名字、已安装的包名，或者有 theme.ts 的文件夹。",
  checking: (theme) => `正在检查 ${theme}`,
  checked: (pages, seconds) => `${pages} 个页面，${seconds} 秒`,
  errorWord: "错误",
  warningWord: "提醒",
  skippedWord: "略过",
  onPages: (pages) => `共 ${pages} 个页面`,
  summary: (errors, warnings) =>
    errors + warnings === 0 ? "没有要改的。" : `${errors} 处错误，${warnings} 处提醒。`,

  noJava:
    "没有 Java，HTML 检查器要用它：`apt-get install default-jre-headless`，或者用别的办法安装。",
  noVnu: "没有 HTML 检查器：`npm install --save-dev vnu-jar`。",
  noChromium:
    "没有 Chromium：`apt-get install chromium`，或者把 COURTYARD_CHROMIUM 设为 Chrome 的路径。",
  noCheck: "没有类型检查器：`npm install --save-dev @astrojs/check`。",
  notBuilt: "主题没能构建出来。",
  threw: (page, reason) => `${page} 这一页做不出来：${reason}`,
  broke: (page, reason) => `检查在 ${page} 这一页自己出了错：${reason}`,

  headings: (count) => `页面有 ${count} 个 h1；应当只有一个，就是标题。`,
  landmark: (name, count) =>
    `页面自己的 <${name}> 有 ${count} 个；${name === "nav" ? "应当有去别处的路" : "应当有一个"}。`,
  skip: {
    missing: "页面没有跳过页眉、直达正文的链接。",
    "not-first": "直达正文的链接不是键盘最先到达的东西。",
    "leads-nowhere": "直达正文的链接没有指向 <main> 里的任何东西。",
    "stays-hidden": "键盘到了直达正文的链接上，它还是看不见。",
  },
  overflow: (element) => `320 像素宽时页面可以左右滚动；伸出去的是 ${element}。`,
  motion: (element) => `读者要求少动，${element} 还在动。`,
  printText: "打印时，标题或正文不见了。",
  printNav: (element) => `打印时，${element} 还在。`,
  noScript: (line) => `没有 JavaScript 时，页面上缺了这一句：“${line}”`,
  scriptBudget: (bytes, most) =>
    `还没有人碰，页面就加载了 ${bytes} 字节 JavaScript；${most === 0 ? "文章页一字节也不许" : `最多 ${most} 字节`}。`,
  styleBudget: (bytes, most) => `页面加载了 ${bytes} 字节 CSS（gzip）；最多 ${most} 字节。`,
  styleMissing: (file) => `页面要用样式表 ${file}，可是没有这个文件。`,
  thirdParty: (url) => `页面向 ${url} 要东西：除了自己的网站，谁也不许问。`,
  inlineScript: (source) => `没有哈希的内联脚本会被网站的策略拦下：${source}`,
  console: (line) => `浏览器有话说：${line}`,
  axe: (help, id, target, why) => `${help}（axe ${id}）：${target}${why === "" ? "" : `：${why}`}`,
  html: (message, extract) => `${message}${extract === "" ? "" : ` \`${extract}\``}`,
  feeds: {
    differs: (file) => `${file} 与核心在别的主题下写出的不一样。`,
    missing: (file) => `${file} 在别的主题下有，在这个主题下没有。`,
    extra: (file) => `${file} 只在这个主题下才有；网址归核心管。`,
  },
  settingUnknown: (name) => `没有 ${name} 这个设置。`,
  settingUnused: (name) => `设置 ${name} 什么也不改：没有模板读它，也没有设计变量用它。`,
  tokenUnknown: (name) => `没有 ${name} 这个设计变量。`,
  tokenUnused: (name) => `设计变量 ${name} 没有用到。`,
  contrast: (token, ground, ratio, least, when) =>
    `${when}，${token} 在 ${ground} 上的对比度是 ${ratio}；至少要 ${least}。`,
  when: { base: "白天", dark: "夜间" },
  languages: { en: "英文", zh: "中文" },
  wordMissing: (key, language) => `${language}里没有“${key}”这个词句。`,
  wordBlanks: (key) => `“${key}”在另一种语言里的 {值} 不一样。`,
  literal: (text) => `“${text}”在每种语言里都一样：请放进 i18n/，用它的键来取。`,
  dark: "320 像素，夜间",

  noBrowser: "拍照要用浏览器。",
  noFont: "没有安装中文字体（`apt-get install fonts-noto-cjk`），中文页面上会是方框。",
  installing: (name) => `正在用 apt 安装 ${name}（设 COURTYARD_NO_APT=1 就不装）。`,
  taking: (theme) => `正在给 ${theme} 拍照`,
  taken: (pictures, seconds) => `${pictures} 张图片，${seconds} 秒`,
  gallery: (path) => `图册  ${path}`,
};
