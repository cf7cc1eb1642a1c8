import type { AppStorage } from "./storage-port.ts";

/** Something begun and not sent. Key: where, such as `chat/PEER` or `comment/URL`. */
export interface Draft {
  text: string;
  at: number;
}

/** Keeps a draft; an empty text forgets it. */
export async function keepDraft(
  storage: AppStorage,
  key: string,
  { text, now }: { text: string; now: number },
): Promise<void> {
  await storage.write([
    { shelf: "drafts", key, value: text.trim() === "" ? null : { text, at: now } },
  ]);
}

/** The kept text, or nothing. */
export async function draftOf(storage: AppStorage, key: string): Promise<string> {
  return (await storage.get("drafts", key))?.text ?? "";
}
