import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const require = createRequire(import.meta.url);
const SOURCE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** One rule of axe that a page breaks, with the first element that breaks it. */
export interface Violation {
  readonly id: string;
  readonly help: string;
  readonly target: string;
  /** What is wrong with that element. */
  readonly why: string;
}

/** Runs axe on a loaded page: all rules, or those named. `lang` is for its sentences. */
export async function runAxe(
  page: Page,
  { lang, rules }: { lang: "en" | "zh"; rules?: readonly string[] },
): Promise<Violation[]> {
  const builder = new AxeBuilder({ page, axeSource: sourceIn(lang) }).setLegacyMode(true);
  const { violations } = await (rules ? builder.withRules([...rules]) : builder).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ target, any, all, none }) => ({
      id,
      help,
      target: plainTarget(target.flat().join(" ")),
      why: [...any, ...all, ...none][0]?.message ?? "",
    })),
  );
}

const sources = new Map<string, string>();

function sourceIn(lang: "en" | "zh"): string {
  const known = sources.get(lang);
  if (known !== undefined) return known;
  const locale =
    lang === "zh" ? readFileSync(require.resolve("axe-core/locales/zh_CN.json"), "utf8") : "";
  const source = locale === "" ? SOURCE : `${SOURCE};axe.configure({locale:${locale}});`;
  sources.set(lang, source);
  return source;
}

/** A selector without what differs from page to page, so that one fault is told once. */
function plainTarget(selector: string): string {
  return selector.replace(/:nth-child\(\d+\)/g, "").replace(/\[href[$^*]?="[^"]*"\]/g, "");
}
