// The few words that the processor itself adds to a text, in the text's language.

const en = {
  footnotes: "Footnotes",
  back: "Back to the text",
  table: "Table",
  done: "Done",
  open: "To do",
  diagram: "Diagram",
  "diagram.source": "The diagram as text",
  "diagram.text": "A diagram, as text",
  note: "Note",
  abstract: "Summary",
  info: "Info",
  todo: "To do",
  tip: "Tip",
  important: "Important",
  success: "Done",
  question: "Question",
  warning: "Warning",
  caution: "Caution",
  failure: "Failure",
  danger: "Danger",
  bug: "Bug",
  example: "Example",
  quote: "Quote",
} as const;

/** A word that the processor adds. */
export type MarkdownWord = keyof typeof en;

const zh: Readonly<Record<MarkdownWord, string>> = {
  footnotes: "脚注",
  back: "回到正文",
  table: "表格",
  done: "已完成",
  open: "未完成",
  diagram: "图示",
  "diagram.source": "图示的文字写法",
  "diagram.text": "用文字写的图示",
  note: "注",
  abstract: "摘要",
  info: "信息",
  todo: "待办",
  tip: "提示",
  important: "重要",
  success: "完成",
  question: "问题",
  warning: "注意",
  caution: "小心",
  failure: "失败",
  danger: "危险",
  bug: "缺陷",
  example: "例子",
  quote: "引用",
};

/** The word for readers of `lang`; languages without their own get the English one. */
export function markdownWord(word: MarkdownWord, lang: unknown): string {
  return /^zh(-|$)/.test(String(lang)) ? zh[word] : en[word];
}
