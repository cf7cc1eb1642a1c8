// The default theme: a writer's page on paper, with moss where one can act.

import { defineTheme } from "../definition.ts";

export default defineTheme({ api: 1, name: "courtyard" });
