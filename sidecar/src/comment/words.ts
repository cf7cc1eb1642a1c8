/** Languages of what the sidecar writes into pages and the panel. */
export type Lang = "en" | "zh";

/** The nearest of our languages to a BCP 47 tag; English when there is none. */
export function langOf(tag: string | undefined): Lang {
  return tag !== undefined && /^zh\b/i.test(tag) ? "zh" : "en";
}

const EN = {
  comments: "Comments",
  guest: "guest",
  signed: "signed",
  signedTitle: "The signed original of this comment",
  join: "Write a comment",
  name: "Name",
  text: "Comment",
  send: "Send",
  pendingNote: "Your comment appears when the owner of this page has approved it.",
  ownCourtyard:
    "Do you have a Courtyard of your own? Then comment from it, signed with your name: copy this page’s address and paste it there.",
  address: "Address of this page",
  website: "Leave this field empty",
  sent: "Thank you. Your comment waits for the owner’s approval.",
  sending: "Sending…",
  nameMissing: "Please give a name of at most 80 characters.",
  textMissing: "Please write a comment of at most 8,000 characters.",
  tooMany: "That was too many comments in a short time. Please try again in some minutes.",
  full: "So many comments wait for approval that no more fit. Please come back another day.",
  closed: "This page takes no comments.",
  failed: "The comment did not get through. It is still here: please try again.",
  live: "New comments appear by themselves.",
};

/** Every string of the panel and of the comments in a page. */
export type Words = Readonly<typeof EN>;

const ZH: Words = {
  comments: "评论",
  guest: "访客",
  signed: "已签名",
  signedTitle: "这条评论的签名原件",
  join: "写评论",
  name: "称呼",
  text: "评论",
  send: "发送",
  pendingNote: "评论经页面主人同意后显示。",
  ownCourtyard: "你也有自己的院子？那就从那里署名评论：复制本页地址，粘贴到你的应用里。",
  address: "本页地址",
  website: "请把这一栏留空",
  sent: "谢谢。评论已收到，等主人同意后显示。",
  sending: "正在发送……",
  nameMissing: "请填写称呼，最多 80 个字符。",
  textMissing: "请填写评论，最多 8000 个字符。",
  tooMany: "短时间内评论太多了，请过几分钟再试。",
  full: "等待同意的评论已经太多，暂时放不下了，请改天再来。",
  closed: "这一页不接受评论。",
  failed: "评论没有发出去，内容还在这里，请再试一次。",
  live: "新的评论会自动出现。",
};

/** The strings of one language. */
export function wordsOf(lang: Lang): Words {
  return lang === "zh" ? ZH : EN;
}

/** A day as a reader of the language writes it, in UTC so that every server writes the same. */
export function dayOf(at: number, lang: Lang): string {
  days[lang] ??= new Intl.DateTimeFormat(LOCALES[lang], { dateStyle: "long", timeZone: "UTC" });
  return days[lang].format(at);
}

const LOCALES = { en: "en-GB", zh: "zh-CN" } as const;
/** Made when the first comment is shown: ICU's tables are 8 MB of memory. */
const days: Partial<Record<Lang, Intl.DateTimeFormat>> = {};
