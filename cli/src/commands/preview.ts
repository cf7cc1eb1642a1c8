import { existsSync } from "node:fs";
import { Command } from "commander";
import { EXIT } from "../exit-code.ts";
import { CliFault, reasonOf } from "../fault.ts";
import { openOrPlanHouse } from "../home/house.ts";
import { type HouseFlags, houseFlags } from "../house-options.ts";
import { findDesk } from "../publisher-desk.ts";
import type { Shell } from "../shell.ts";

/** `courtyard preview`: the site with drafts, for a browser on this machine; nothing is published. */
export function previewCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  return houseFlags(new Command("preview").description(words.preview.about), words).action(
    async (flags: HouseFlags) => {
      const { house } = await openOrPlanHouse(flags, shell);
      const desk = await findDesk(house.places, words);
      if (desk?.state.preview) {
        terminal.print(desk.state.preview);
        terminal.note(terminal.quiet(words.preview.running));
        return;
      }
      if (!existsSync(house.content)) {
        throw new CliFault("content-missing", words.start.noContent(house.content), {
          exit: EXIT.setup,
          mend: words.start.noContentMend(house.content),
        });
      }
      const signal = shell.untilStopped();
      const { startPreview } = await import("@courtyard/site/publisher/preview-alone.ts");
      const { formatProblem } = await import("@courtyard/site/store/problem.ts");
      let told = new Set<string>();
      await using preview = await startPreview({
        contentDir: house.content,
        dir: house.places.publisher,
        origin: house.origin,
        onProblems: (problems) => {
          const lines = problems.map((problem) => formatProblem(problem, words.code));
          for (const line of lines) if (!told.has(line)) terminal.note(line);
          told = new Set(lines);
        },
        onFault: (error) => terminal.note(terminal.bad(reasonOf(error))),
      });
      terminal.print(preview.url);
      terminal.note(terminal.quiet(words.preview.alone));
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  );
}
