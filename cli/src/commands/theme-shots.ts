import { resolve } from "node:path";
import { Command } from "commander";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import type { Shell } from "../shell.ts";
import { CJK_FONT, ensurePackage } from "../system-package.ts";

/** `courtyard theme shots [THEME]`: a gallery to look through. */
export function themeShotsCommand(shell: Shell): Command {
  const { terminal, words, cwd, env } = shell;
  const say = words.themeCheck;
  return new Command("shots")
    .description(say.shotsAbout)
    .argument("[theme]", say.theme)
    .option("--out <folder>", say.out, "theme-shots")
    .action(async (name: string | undefined, flags: { out: string }) => {
      // Loaded here, as for `theme check`.
      const { namedTheme } = await import("../theme-check/named-theme.ts");
      const { openBrowser } = await import("../theme-check/open-browser.ts");
      const { shootTheme } = await import("../theme-shots/shoot-theme.ts");
      const { folder, shown } = namedTheme(name, { cwd, words });
      const installing = (what: string) => terminal.note(say.installing(what));
      if (!ensurePackage(CJK_FONT, { env, installing })) terminal.note(say.noFont);
      const browser = await openBrowser(env);
      if (!browser) {
        const [sentence, mend] = [say.noBrowser, say.noChromium];
        throw new CliFault("chromium-missing", sentence, { exit: EXIT.setup, mend });
      }
      const began = performance.now();
      const done = terminal.progress(say.taking(shown(folder)));
      const out = resolve(cwd, flags.out);
      try {
        const options = { browser, out, name: shown(folder), signal: shell.untilStopped() };
        const pictures = await shootTheme(folder, options);
        done(say.taken(pictures, ((performance.now() - began) / 1000).toFixed(1)));
      } finally {
        await browser.close();
      }
      terminal.print(say.gallery(resolve(out, "index.html")));
    });
}
