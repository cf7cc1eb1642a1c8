import type { Refusal } from "@courtyard/protocol/refusal.ts";
import type { ParsedFeed } from "./feed-model.ts";

/**
 * `readFeed`, loaded with the first feed that comes: two parsers and the sanitizer are 35 MB of
 * memory, which a house that follows nobody does not need.
 */
export async function readFeed(text: string, url: string): Promise<ParsedFeed | Refusal> {
  const whole = await import("./read-feed.ts");
  return whole.readFeed(text, url);
}
