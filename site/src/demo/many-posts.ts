// Hundreds of short posts for the demo site, every tenth in Chinese too, spread over the years: what
// lists, archives and pagers have to stand.

const FIRST = Date.UTC(2017, 0, 8, 7);
const DAY = 24 * 60 * 60 * 1000;

const THINGS = [
  "beans",
  "bees",
  "bread",
  "clay",
  "frost",
  "moss",
  "pears",
  "rain",
  "seeds",
  "snow",
];
const DINGE = ["豆", "蜂", "面包", "泥", "霜", "苔藓", "梨", "雨", "种子", "雪"];
const DEEDS = ["What became of the", "Waiting for", "A week of", "Notes on", "Too much of the"];
const SHI = ["后来的", "等着", "一个礼拜的", "关于", "太多的"];

/** Posts as files of the content folder, `count` in English, from the oldest. */
export function manyPosts(count: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const apart = Math.floor((9.5 * 365 * DAY) / count);
  for (let n = 0; n < count; n++) {
    const name = `posts/many/note-${String(n + 1).padStart(3, "0")}`;
    const date = new Date(FIRST + n * apart).toISOString();
    const thing = THINGS[n % 10] ?? "";
    const deed = DEEDS[(n * 7) % 5] ?? "";
    files.set(
      `${name}.md`,
      post(date, {
        title: `${deed} ${thing}, ${n + 1}`,
        tag: thing,
        category: n % 3 === 0 ? "Notes" : "Essays",
        text: `It was ${thing} again this week. Tom says that there is nothing to add, and adds it.`,
      }),
    );
    // Two languages of five hundred would take twice the time and show nothing more.
    if (n % 10 !== 0) continue;
    const ding = DINGE[(n / 10) % 10] ?? "";
    const shi = SHI[((n / 10) * 7) % 5] ?? "";
    files.set(
      `${name}.zh.md`,
      post(date, {
        title: `${shi}${ding}（${n + 1}）`,
        tag: ding,
        category: n % 3 === 0 ? "笔记" : "随笔",
        text: `这个礼拜又是${ding}。汤姆说没有什么可补充的，然后补充了一番。`,
      }),
    );
  }
  return files;
}

function post(
  date: string,
  { title, tag, category, text }: { title: string; tag: string; category: string; text: string },
): string {
  return `---\ntitle: ${title}\ndate: ${date}\ntags: [${tag}]\ncategories: [${category}]\n---\n\n${text}\n`;
}
