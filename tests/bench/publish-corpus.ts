// A blog of any size, the same on every machine: about 800 words a post, with headings, links, a
// table, a code block, three of fifty tags, and Chinese in every fifth.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Between two posts: ten thousand of them fill seven years. */
const APART = 6 * 60 * 60 * 1000;
const LAST = Date.UTC(2026, 9, 1, 8);

const LATIN =
  `amber basket candle delta ember forest garden harbour island journal kettle lantern meadow nectar
  orchard pebble quiet river shadow timber umbrella valley window yellow acorn bramble cedar drizzle
  evening feather gravel hollow ivory juniper kernel ladder marble needle oyster paper quarry ribbon
  saddle thistle under velvet willow yarrow zephyr about after before between during every further
  often rather seldom together toward while without`.split(/\s+/);
const HAN =
  "山水风云日月星辰春夏秋冬花草树木河海湖泊城市街道窗户门前灯光书信茶酒面包朋友孩子时间早晨黄昏记得忘记走过看见听说".split(
    "",
  );

/** A small seeded generator (Tommy Ettinger's mulberry32) of numbers in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The path of post `n` (from 0, the oldest) in the content folder. */
export function postFile(n: number): string {
  return `posts/post-${String(n).padStart(5, "0")}.md`;
}

/** What an edit changes of a post. */
export interface Change {
  readonly title?: string;
  readonly slug?: string;
  readonly tags?: readonly string[];
  /** Milliseconds. */
  readonly date?: number;
  readonly words?: string;
}

/** The tags of post `n`. */
export function tagsOf(n: number): string[] {
  const random = mulberry32(n + 1);
  const tags = new Set<string>();
  while (tags.size < 3) tags.add(`tag-${Math.floor(random() * 50)}`);
  return [...tags];
}

/** The text of post `n` of `total`. */
export function postText(n: number, total: number, change: Change = {}): string {
  const random = mulberry32(n * 7919 + 17);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  const han = n % 5 === 0;
  const sentence = (words: number) => {
    if (han) return `${Array.from({ length: words }, () => pick(HAN)).join("")}。`;
    const text = Array.from({ length: words }, () => pick(LATIN)).join(" ");
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  const paragraph = () =>
    Array.from({ length: 5 }, () => sentence(10 + Math.floor(random() * 8))).join(han ? "" : " ");
  const other = Math.floor(random() * total);
  const date = new Date(change.date ?? LAST - (total - n) * APART).toISOString();
  const title = change.title ?? `${han ? "第" : "Post"} ${n}: ${sentence(4).slice(0, -1)}`;
  const head = [
    `title: "${title}"`,
    `date: ${date}`,
    `tags: [${(change.tags ?? tagsOf(n)).join(", ")}]`,
    ...(change.slug ? [`slug: ${change.slug}`] : []),
  ];
  const parts = [change.words ?? "", paragraph()];
  for (let section = 1; section <= 4; section++) {
    parts.push(`## ${sentence(3).slice(0, -1)}`, paragraph(), paragraph());
    if (section === 1) {
      parts.push(`See [an earlier one](/posts/post-${String(other).padStart(5, "0")}/) and
[the source](https://example.org/${n}), with **some *emphasis* here**.`);
    }
    if (section === 2) {
      const row = () => `| ${pick(LATIN)} | ${Math.floor(random() * 1000)} | ${pick(HAN)} |`;
      parts.push(
        `| name | count | 字 |\n| --- | ---: | --- |\n${[1, 2, 3, 4].map(row).join("\n")}`,
      );
    }
    if (section === 3) {
      parts.push(`\`\`\`ts
export function ${pick(LATIN)}${n}(count: number): string {
  // ${sentence(5)}
  return count > ${n} ? "${pick(LATIN)}" : \`\${count} ${pick(LATIN)}\`;
}
\`\`\``);
    }
    if (section === 4) parts.push([1, 2, 3].map(() => `- ${sentence(7)}`).join("\n"));
  }
  return `---\n${head.join("\n")}\n---\n\n${parts.filter(Boolean).join("\n\n")}\n`;
}

/** Writes `posts` posts, a page and site.yaml into `contentDir`. */
export async function writeCorpus(contentDir: string, posts: number): Promise<void> {
  await mkdir(join(contentDir, "posts"), { recursive: true });
  await mkdir(join(contentDir, "pages"), { recursive: true });
  const site =
    "title: Bench\ndescription: Ten thousand words\nlang: en\nauthor:\n  name: Alice\npostsPerPage: 10\n";
  await writeFile(join(contentDir, "site.yaml"), site);
  await writeFile(join(contentDir, "pages/about.md"), "---\ntitle: About\n---\n\nA blog.\n");
  for (let n = 0; n < posts; n++) {
    await writeFile(join(contentDir, postFile(n)), postText(n, posts));
  }
}
