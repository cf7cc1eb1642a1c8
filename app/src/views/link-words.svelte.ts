// The line to the sidecar in words: calm, and only when there is something to say.

import { isRefusal, type RefusalCode } from "@courtyard/protocol/refusal.ts";
import type { Courtyard } from "../state/open-courtyard.ts";
import type { LinkState } from "../transport/device-link.ts";
import { clock } from "./moments.svelte.ts";
import { reason, t } from "./words.svelte.ts";

/** A break shorter than this is not worth a sentence. */
const PATIENCE = 2500;
/** What a line that simply is not there refuses with. */
const AWAY: ReadonlySet<RefusalCode> = new Set([
  "delivery-unreachable",
  "handshake-timeout",
  "timeout",
  "shutting-down",
  "link-idle",
]);

export interface LinkWords {
  readonly kind: "ready" | "connecting" | "waiting";
  readonly host: string;
  /** A few words, always there. */
  readonly short: string;
  /** A sentence, when the line has been away for a while. */
  readonly notice: string | null;
}

/** Follows the line of a courtyard. Call while a component is made. */
export function linkWords(courtyard: Courtyard): { readonly words: LinkWords } {
  const { host, port } = courtyard.device.address;
  const name = port === 443 ? host : `${host}:${port}`;
  let state = $state.raw<LinkState>(courtyard.link.state);
  let long = $state(false);

  $effect(() => courtyard.on("link", () => (state = courtyard.link.state)));
  const away = $derived(state.kind !== "ready");
  $effect(() => {
    long = false;
    if (!away) return;
    const timer = setTimeout(() => (long = true), PATIENCE);
    return () => clearTimeout(timer);
  });

  let refused = $state.raw<RefusalCode | null>(null);
  $effect(() => {
    if (state.kind === "ready") refused = null;
    if (state.kind === "waiting" && isRefusal(state.refusal)) {
      refused = AWAY.has(state.refusal.code) ? null : state.refusal.code;
    }
  });

  const words = $derived.by((): LinkWords => {
    if (state.kind === "ready") {
      return { kind: "ready", host: name, short: t("link.short.ready"), notice: null };
    }
    if (!long)
      return { kind: "connecting", host: name, short: t("link.short.connecting"), notice: null };
    const { lastSeen } = state;
    const notice = refused
      ? t("link.refused", { host: name, reason: `${reason(refused)} (${refused})` })
      : lastSeen === null
        ? t("link.never", { host: name })
        : t("link.waiting", { host: name, time: clock(lastSeen) });
    return { kind: "waiting", host: name, short: t("link.short.waiting", { host: name }), notice };
  });
  return {
    get words() {
      return words;
    },
  };
}
