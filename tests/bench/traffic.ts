// What a browser's tab fetches, counted as on the wire, headers included, as Chromium counts it.

import type { Page } from "playwright-core";

export interface Traffic {
  readonly requests: number;
  readonly bytes: number;
  readonly scriptBytes: number;
  readonly styleBytes: number;
  /** Origins that are not the page's own. */
  readonly strangers: readonly string[];
}

const NOTHING: Traffic = { requests: 0, bytes: 0, scriptBytes: 0, styleBytes: 0, strangers: [] };

/** Counts from now on; `taken` tells what came since it was last asked. */
export async function traffic(page: Page): Promise<{ taken(): Traffic }> {
  const session = await page.context().newCDPSession(page);
  const seen = new Map<string, { type: string; url: string }>();
  let since = NOTHING;
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    seen.set(requestId, { type, url: response.url });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const { type, url } = seen.get(requestId) ?? { type: "", url: "" };
    const origin = URL.canParse(url) ? new URL(url).origin : "null";
    const isOwn = origin === "null" || origin === new URL(page.url()).origin;
    since = {
      requests: since.requests + 1,
      bytes: since.bytes + encodedDataLength,
      scriptBytes: since.scriptBytes + (type === "Script" ? encodedDataLength : 0),
      styleBytes: since.styleBytes + (type === "Stylesheet" ? encodedDataLength : 0),
      strangers: isOwn ? since.strangers : [...since.strangers, origin],
    };
  });
  await session.send("Network.enable");
  return {
    taken: () => {
      const so = since;
      since = NOTHING;
      return so;
    },
  };
}

/** Scripts that stand in the page itself; data blocks (JSON-LD) are none. */
export function inlineScriptBytes(page: Page): Promise<number> {
  return page.evaluate(() =>
    [...document.scripts]
      .filter(({ type, src }) => src === "" && (type === "" || /javascript|module/.test(type)))
      .reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0),
  );
}
