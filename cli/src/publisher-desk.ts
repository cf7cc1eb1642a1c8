import {
  type DeskFile,
  type DeskState,
  deskReceipt,
  deskState,
  type PublishOrder,
  type RollbackOrder,
} from "@courtyard/site/desk/desk-api.ts";
import { readDeskFile } from "@courtyard/site/desk/desk-file.ts";
import { z } from "zod";
import { EXIT } from "./exit-code.ts";
import { CliFault } from "./fault.ts";
import type { Places } from "./home/places.ts";
import { ask } from "./net/request.ts";
import type { Words } from "./words/english.ts";

/** The desk of the publisher that runs on this home. */
export interface PublisherDesk {
  /** Its state when it was found. */
  readonly state: DeskState;
  publish(order: PublishOrder): Promise<DeskState>;
  rollback(order: RollbackOrder): Promise<DeskState>;
}

const refusal = z.object({ code: z.string(), detail: z.string() });
/** An order to publish ten thousand files may take its time. */
const PATIENCE = 10 * 60_000;

/** Asks who runs here; undefined when nobody does, whatever a publisher that was killed left behind. */
export async function findDesk(places: Places, words: Words): Promise<PublisherDesk | undefined> {
  const file = readDeskFile(places.publisherDesk);
  if (!file) return undefined;
  const answer = await send(file, "/state").catch(() => undefined);
  const state = answer?.status === 200 ? deskState.safeParse(answer.json).data : undefined;
  if (!state) return undefined;

  async function order(path: string, body: object, desk: DeskFile): Promise<DeskState> {
    const { status, json } = await send(desk, path, body);
    if (status === 200) return deskReceipt.parse(json).state;
    const { code, detail } = refusal.parse(json);
    throw new CliFault(code, words.publish.deskRefused(code, detail), {
      exit: code === "away" ? EXIT.unreachable : code === "failed" ? EXIT.failed : EXIT.refused,
    });
  }
  return {
    state,
    publish: (wish) => order("/publish", wish, file),
    rollback: (wish) => order("/rollback", wish, file),
  };
}

function send({ url, token }: DeskFile, path: string, body?: object) {
  return ask(`${url}${path}`, {
    ...(body && { method: "POST" as const, body }),
    headers: { authorization: `Bearer ${token}` },
    timeout: body ? PATIENCE : 10_000,
  });
}
