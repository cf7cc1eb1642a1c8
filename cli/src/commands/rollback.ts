import { Command, InvalidArgumentError } from "commander";
import { EXIT } from "../exit-code.ts";
import { CliFault } from "../fault.ts";
import { type House, openHouse } from "../home/house.ts";
import { homeFlag } from "../house-options.ts";
import { findDesk } from "../publisher-desk.ts";
import { requirePublisherKey } from "../publisher-key.ts";
import type { Shell } from "../shell.ts";

interface RollbackFlags {
  home?: string;
  to?: number;
  list?: boolean;
  json?: boolean;
}

/** A version as `--list` shows it. */
interface Version {
  readonly seq: number;
  readonly at: number;
  readonly files: number;
}

/** `courtyard rollback`: the site as it was before, at once; the writer's files are not touched. */
export function rollbackCommand(shell: Shell): Command {
  const { terminal, words } = shell;
  return homeFlag(new Command("rollback").description(words.rollback.about), words)
    .option("--to <version>", words.rollback.to, (text) => {
      if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError(words.rollback.badVersion(text));
      return Number(text);
    })
    .option("--list", words.rollback.list)
    .option("--json", words.flags.json)
    .action(async (flags: RollbackFlags) => {
      const house = await openHouse(flags, shell);
      requirePublisherKey(house, words);
      if (flags.list) {
        const versions = await versionsOf(house, shell);
        if (flags.json) terminal.print(JSON.stringify(versions));
        else if (versions.length === 0) terminal.print(words.rollback.none);
        else for (const one of versions) terminal.print(lineOf(one, shell));
        return;
      }
      const done = await goBack(house, flags.to, shell);
      terminal.print(flags.json ? JSON.stringify(done) : words.rollback.done(done.to, done.url));
    });
}

async function versionsOf(house: House, { words }: Shell): Promise<readonly Version[]> {
  const desk = await findDesk(house.places, words);
  if (desk) return desk.state.versions;
  const { listVersions } = await import("@courtyard/site/publisher/roll-back.ts");
  const versions = await listVersions(optionsOf(house));
  if (!versions) throw unreachable(house, words);
  return versions.map(({ header, live }) => ({ seq: header.seq, at: live, files: header.count }));
}

async function goBack(
  house: House,
  to: number | undefined,
  { words }: Shell,
): Promise<{ seq: number; to: number; url: string }> {
  const order = to === undefined ? {} : { to };
  const desk = await findDesk(house.places, words);
  if (desk) {
    const { seq, status, site } = await desk.rollback(order);
    return { seq, to: status.kind === "held" ? status.to : (to ?? 0), url: `${site}/` };
  }
  const { rollBack } = await import("@courtyard/site/publisher/roll-back.ts");
  const { went } = await rollBack(order, optionsOf(house));
  switch (went.kind) {
    case "live":
      return { seq: went.seq, to: went.to.header.seq, url: `${house.origin}/` };
    case "unknown":
      throw new CliFault("version-unknown", words.rollback.unknown, {
        exit: EXIT.refused,
        mend: words.rollback.unknownMend,
      });
    case "away":
      throw unreachable(house, words);
    case "refused":
      throw new CliFault(went.code, words.refused(went.code), { exit: EXIT.refused });
  }
}

function optionsOf({ content, places }: House) {
  return { contentDir: content, dir: places.publisher, keyFile: places.publisherKey };
}

function unreachable({ origin }: House, words: Shell["words"]): CliFault {
  return new CliFault("unreachable", words.rollback.away(origin), {
    exit: EXIT.unreachable,
    mend: words.unreachableMend,
  });
}

function lineOf({ seq, at, files }: Version, { words }: Shell): string {
  const when = new Intl.DateTimeFormat(words.code, { dateStyle: "medium", timeStyle: "short" });
  return words.rollback.version(seq, when.format(at), files);
}
