// llms.txt (llmstxt.org): what is here, for programs that read for somebody. Only where site.yaml asks.

import { absoluteUrl } from "../model/permalink.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { Target } from "../model/target.ts";
import type { Entry } from "../store/entry.ts";

/** The file's text: the site, its pages and its newest posts, by language. */
export function llmsText(
  { addresses, trees }: SiteModel,
  { lists }: Extract<Target, { kind: "llms" }>,
  origin: string,
): string {
  const line = ({ file, title, summary }: Entry) => {
    const url = absoluteUrl(addresses.get(file) ?? "/", origin);
    const words = summary.replace(/\s+/g, " ").trim();
    return `- [${title.replace(/[[\]]/g, "\\$&")}](${url})${words === "" ? "" : `: ${words}`}`;
  };
  const [main] = trees;
  const blocks = lists.flatMap(({ tree, texts }) => {
    const heading = trees.length > 1 ? tree.words.label : tree.words.title;
    return texts.length > 0 ? [`## ${heading}\n\n${texts.map(line).join("\n")}`] : [];
  });
  const about = main?.words.description ? [`> ${main.words.description}`] : [];
  return `${[`# ${main?.words.title ?? ""}`, ...about, ...blocks].join("\n\n")}\n`;
}
