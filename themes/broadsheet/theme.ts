// Broadsheet: a front page for people who publish much and of many kinds. A nameplate, a lead, columns
// between hairlines, sections by category. The running text's styles are the default theme's.

import { defineTheme } from "../definition.ts";

export default defineTheme({
  api: 1,
  name: "broadsheet",
  description: {
    en: "A front page: a lead, columns, sections by category, covers, recordings.",
    zh: "报纸一样的首页：头条、分栏、按分类的版面、封面、音频和视频。",
  },
  extends: "courtyard",
  features: { sections: true, relatedPosts: true },
  settingGroups: {
    front: { en: "Front page", zh: "首页" },
    colour: { en: "Colour", zh: "颜色" },
  },
  settings: {
    motto: {
      type: "text",
      group: "front",
      label: { en: "Line under the name", zh: "报头下的一行字" },
      help: {
        en: "The site's description stands there while this is empty.",
        zh: "留空就用网站的简介。",
      },
    },
    sections: {
      type: "boolean",
      default: true,
      group: "front",
      label: { en: "Sections by category", zh: "按分类分版面" },
    },
    invitation: {
      type: "boolean",
      default: true,
      group: "front",
      label: { en: "Invite readers to follow", zh: "邀请读者订阅" },
    },
    accent: {
      type: "pair",
      of: "colour",
      token: "color.accent",
      group: "colour",
      label: { en: "Colour of links", zh: "链接的颜色" },
      default: { light: "oklch(0.48 0.16 27)", dark: "oklch(0.76 0.12 30)" },
    },
  },
});
