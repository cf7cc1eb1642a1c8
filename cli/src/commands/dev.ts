import { join, relative } from "node:path";
import type { DevUnready } from "@courtyard/site/dev/dev-site.ts";
import { Command } from "commander";
import { type ContentFlags, contentFolder } from "../content-folder.ts";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import { placesOf } from "../home/places.ts";
import { readPort } from "../house-options.ts";
import type { Shell } from "../shell.ts";
import { siteFlags } from "./theme-list.ts";

/** Above those of `courtyard start`, so that both can run. */
const PORT = 4380;

/** `courtyard dev`: until it is stopped. */
export function devCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  const say = words.themes;
  return siteFlags(new Command("dev").description(say.dev), shell)
    .option("--port <port>", say.devPort, (text) => readPort(text, words), PORT)
    .action(async (flags: ContentFlags & { port: number }) => {
      const contentDir = await contentFolder(flags, shell);
      const stop = shell.untilStopped();
      // Loaded here: Astro takes longer to load than all other commands to run.
      const { startDev } = await import("@courtyard/site/dev/start-dev.ts");
      const { formatProblem } = await import("@courtyard/site/store/problem.ts");
      const done = terminal.progress(say.devStarting);
      let standing = new Set<string>();
      await using dev = await startDev({
        contentDir,
        cacheDir: join(placesOf(flags.home, shell).home, "dev"),
        port: flags.port,
        now: shell.now,
        onProblems(problems) {
          const now = problems.map((problem) => formatProblem(problem, words.code));
          for (const problem of now) if (!standing.has(problem)) terminal.note(problem);
          standing = new Set(now);
        },
        onChange(paths, ms) {
          const [first = "", ...rest] = paths.map((path) => relative(contentDir, path));
          const what = rest.length > 0 ? `${first} ${say.more(rest.length)}` : first;
          terminal.print(say.devChanged(what, Math.round(ms)));
        },
      }).catch((error: unknown) => {
        if ((error as DevUnready).code !== "dev-unready") throw error;
        const { problems } = error as DevUnready;
        const why = problems.map((problem) => formatProblem(problem, words.code));
        const text = [say.devUnready, ...why].join("\n");
        throw new CliFault("dev-unready", text, { exit: EXIT.setup, cause: error });
      });
      done(say.devReady(dev.url));
      if (!stop.aborted)
        await new Promise<void>((ended) =>
          stop.addEventListener("abort", () => ended(), { once: true }),
        );
    });
}
