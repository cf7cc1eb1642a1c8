import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { z } from "zod";
import type { Publisher } from "./publisher.ts";

const order = z.looseObject({ theme: z.string().optional() });
const offer = z.object({ themes: z.array(z.object({ use: z.string() })) });

/**
 * Whether an order names no theme, or one that the publisher offers. A theme is code that runs where
 * the publisher does, so a device may choose among those that lie there, and name no folder of its own.
 */
export async function isOfferedTheme(publisher: Publisher, body: unknown): Promise<boolean> {
  const { theme } = order.safeParse(body).data ?? {};
  if (theme === undefined) return order.safeParse(body).success;
  const answer = await publisher.ask("settings", {});
  if (isRefusal(answer) || "refused" in answer) return false;
  const offered = offer.safeParse(answer.value).data?.themes ?? [];
  return offered.some(({ use }) => use === theme);
}
