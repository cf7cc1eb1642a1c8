// What went live, and when: the last publications, kept over restarts for the desk to show.

import { z } from "zod";
import { type DeskPublication, deskPublication } from "../desk/desk-api.ts";
import { openLineLog } from "./line-log.ts";

export interface History {
  /** The newest first. */
  readonly publications: readonly DeskPublication[];
  add(publication: DeskPublication): void;
}

/** Publications that are remembered. */
const KEPT = 100;

/** Opens the history at `path`; one that cannot be read is as good as none. */
export function openHistory(path: string): History {
  const log = openLineLog(path);
  const { snapshot, lines } = log.read();
  let publications = [...readAll(snapshot), ...lines.flatMap((line) => readAll(`[${line}]`))];
  publications = publications.slice(-KEPT);
  return {
    get publications() {
      return publications.toReversed();
    },
    add(publication) {
      publications = [...publications, publication].slice(-KEPT);
      if (log.length >= KEPT) log.rewrite(JSON.stringify(publications));
      else log.append([JSON.stringify(publication)]);
    },
  };
}

function readAll(text: string): DeskPublication[] {
  try {
    return z.array(deskPublication).parse(JSON.parse(text));
  } catch {
    return [];
  }
}
