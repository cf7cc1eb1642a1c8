// `courtyard dev` as a process of its own, over a theme that lies outside the repository: whatever is
// changed is on the page a moment later, without a restart.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished, test } from "vitest";
import { ROOT } from "../architecture/import-scan.ts";

const COURTYARD = join(ROOT, "cli/bin/courtyard.mjs");

async function place() {
  const root = await realpath(await mkdtemp(join(tmpdir(), "dev-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  return { root, write };
}

function courtyard(args: readonly string[], cwd: string) {
  // Astro serves nothing to somebody who looks like Vitest.
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  const child = spawn(process.execPath, [COURTYARD, ...args], { cwd, env, stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      said += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, said: () => said };
}

/** Asks until `holds`, or says what the last answer was. */
async function until(what: string, ask: () => Promise<string>, holds: (text: string) => boolean) {
  const end = Date.now() + 60_000;
  let last = "";
  while (Date.now() < end) {
    last = await ask().catch(String);
    if (holds(last)) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`${what} did not come within a minute. Last: ${last.slice(0, 2000)}`);
}

test("a changed component, token, setting, word or post is on the page without a restart", {
  timeout: 300_000,
}, async () => {
  const { root, write } = await place();
  await write("site/site.yaml", "title: Rain\nlang: en\ntheme: ../rain\n");
  await write(
    "site/posts/first.md",
    "---\ndate: 2026-03-09\n---\n\n# First\n\nIt began to rain.\n",
  );
  await courtyard(["theme", "new", "rain"], root).ended;
  const dev = courtyard(["dev", "--content", "site", "--home", "home", "--port", "4790"], root);
  onTestFinished(async () => {
    dev.child.kill("SIGTERM");
    await dev.ended;
  });
  let url = "";
  await until(
    "the address",
    async () => dev.said(),
    (said) => {
      url = /http:\/\/localhost:\d+\//.exec(said)?.[0] ?? "";
      return url !== "";
    },
  );
  url = url.replace("localhost", "127.0.0.1");
  const page = (path: string) => async () => (await fetch(url + path)).text();
  const tokens = page("@id/__x00__courtyard:tokens.css");
  const shows = (path: string, part: string) =>
    until(part, page(path), (text) => text.includes(part));

  await shows("posts/first/", "It began to rain.");
  await write("site/posts/first.md", "---\ndate: 2026-03-09\n---\n\n# First\n\nIt stopped.\n");
  await shows("posts/first/", "It stopped.");
  await write(
    "site/posts/second.md",
    "---\ndate: 2026-03-10\ndraft: true\n---\n\n# Second, a draft\n",
  );
  await shows("", "Second, a draft");

  // An override that was not there, changed, and gone again.
  const footer = (text: string) =>
    `---\nimport Footer from "parent:components/Footer.astro";\nconst { site } = Astro.props;\n---\n<p>${text}</p><Footer site={site} />\n`;
  await write("site/_theme/Footer.astro", footer("mine at first"));
  await shows("", "mine at first");
  await write("site/_theme/Footer.astro", footer("mine and changed"));
  await shows("", "mine and changed");
  await rm(join(root, "site/_theme/Footer.astro"));
  await until(
    "the theme's own footer",
    page(""),
    (text) => !text.includes("mine and changed") && text.includes("<footer"),
  );

  // In the theme itself, which is nobody's package.
  await write("rain/components/Footer.astro", footer(`{site.t("rain.hint")}`));
  await write("rain/i18n/en.json", '{ "rain.hint": "It rains again." }');
  await shows("", "It rains again.");

  await until("the token", tokens, (text) => text.includes("0.45 0.1 250"));
  await write(
    "rain/tokens/base.tokens.json",
    '{ "measure": { "$type": "dimension", "$value": { "value": 21, "unit": "rem" } } }',
  );
  await until("the other token", tokens, (text) => text.includes("--measure: 21rem"));

  await write(
    "site/site.yaml",
    "title: Rain\nlang: en\ntheme: ../rain\nthemeSettings:\n  indent: true\n",
  );
  await shows("posts/first/", "indented");
  await write(
    "site/site.yaml",
    "title: Rain\nlang: en\ntheme: ../rain\nthemeSettings:\n  accent: { light: '#123456', dark: '#abcdef' }\n",
  );
  let sheet = "";
  await until("the settings' sheet", page(""), (text) => {
    sheet = /href="\/(_astro\/settings\.\w+\.css)"/.exec(text)?.[1] ?? "";
    return sheet !== "";
  });
  await shows(sheet, "--accent: #123456");

  // The same theme as a package that is linked, as `npm install PATH` does it.
  await mkdir(join(root, "site/node_modules"));
  await symlink(join(root, "rain"), join(root, "site/node_modules/rain"));
  await write("site/site.yaml", "title: Rain\nlang: en\ntheme: rain\n");
  await write("rain/components/Footer.astro", footer("out of the package"));
  await shows("", "out of the package");
  await write("rain/i18n/en.json", '{ "rain.hint": "It rains in the package." }');
  await write("rain/components/Footer.astro", footer(`{site.t("rain.hint")}`));
  await shows("", "It rains in the package.");

  // What is wrong is said, and what was right stays.
  await write("rain/tokens/base.tokens.json", '{ "measure": { "$value": "{gone}" } }');
  await until(
    "the finding",
    async () => dev.said(),
    (said) => said.includes("E136"),
  );
  await shows("posts/first/", "It stopped.");
});
