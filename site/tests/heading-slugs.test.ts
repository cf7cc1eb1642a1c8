import { describe, expect, it } from "vitest";
import { freeSlug } from "../src/markdown/headings.ts";
import { courtyardMarkdown } from "../src/markdown/processor.ts";

async function slugsOf(text: string): Promise<string[]> {
  const renderer = await courtyardMarkdown().createRenderer({} as never);
  return (await renderer.render(text)).metadata.headings.map(({ slug }) => slug);
}

describe("the ids of headings", () => {
  it("are numbered from 2, around ids that are taken", async () => {
    expect(
      await slugsOf("# Rain\n# Rain\n# Rain 2\n# Rain\n# Rain 2\n# 雨\n# 雨\n# !\n# !\n"),
    ).toEqual([
      ...["rain", "rain-2", "rain-2-2", "rain-3", "rain-2-3"],
      ...["雨", "雨-2", "section", "section-2"],
    ]);
    // Another text begins anew.
    expect(await slugsOf("# Rain\n# Rain\n")).toEqual(["rain", "rain-2"]);
  });

  it("are found with some looks for each heading, however many have the same words", () => {
    let looks = 0;
    const taken: Record<string, true> = new Proxy(Object.create(null), {
      getOwnPropertyDescriptor(target, key) {
        looks += 1;
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    const many = 5_000;
    for (let index = 0; index < many; index++) {
      // `set` of a proxy asks for the descriptor too.
      const slug = freeSlug("a", taken);
      expect(slug).toBe(index === 0 ? "a" : `a-${index + 1}`);
      taken[slug] = true;
    }
    expect(looks).toBeLessThan(many * 6);
  });
});
