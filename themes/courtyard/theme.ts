// The default theme: a writer's page on paper, with moss where one can act.

import { defineTheme } from "../definition.ts";

export default defineTheme({
  api: 1,
  name: "courtyard",
  description: {
    en: "A writer's page: one column, warm paper, quiet.",
    zh: "写作的人的一页：一栏文字，暖色的纸，安静。",
  },
  settingGroups: {
    looks: { en: "Looks", zh: "外观" },
    text: { en: "Text", zh: "正文" },
  },
  settings: {
    accent: {
      type: "pair",
      of: "colour",
      group: "looks",
      label: { en: "Colour of links", zh: "链接的颜色" },
      help: { en: "By day and by night.", zh: "白天和夜里各一种。" },
      token: "color.accent",
    },
    textFont: {
      type: "font",
      group: "text",
      label: { en: "Font of the text", zh: "正文字体" },
      help: {
        en: "A font that readers have on their machines; where they lack it, the usual one is used.",
        zh: "读者电脑上有的字体；没有的话，用默认的。",
      },
      token: "font.text",
    },
    indent: {
      type: "boolean",
      group: "text",
      label: { en: "Begin paragraphs with an indent", zh: "段首缩进两字" },
      help: {
        en: "Two characters in Chinese and Japanese, instead of a gap between paragraphs.",
        zh: "段落之间不空行，改为段首缩进两字。",
      },
      default: false,
    },
  },
});
