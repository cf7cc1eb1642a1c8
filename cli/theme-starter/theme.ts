// The theme __name__. What it does not have, __extends__ has.

import { defineTheme } from "@courtyard/themes/definition.ts";

export default defineTheme({
  api: 1,
  name: "__name__",
  extends: "__extends__",
  description: { en: "A theme of my own.", zh: "我自己的主题。" },
});
