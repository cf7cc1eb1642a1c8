import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Dispatcher, request } from "undici";

/** A hub on loopback that does what hubs do: hears of a feed, and fetches it itself. */
export interface WebSubHub extends AsyncDisposable {
  readonly url: string;
  /** Every call so far, and the feed as it was found then; `undefined` for a call that failed. */
  readonly calls: readonly { readonly topic: string; readonly feed: string | undefined }[];
  /** The next so many calls get this answer. */
  answer(status: number, times: number): void;
  /** It is well again, whatever `answer` said. */
  clear(): void;
}

/** Opens a hub that fetches by `dispatcher`. */
export async function openHub({ dispatcher }: { dispatcher?: Dispatcher }): Promise<WebSubHub> {
  const calls: { topic: string; feed: string | undefined }[] = [];
  const answers: number[] = [];
  const server = createServer(async (incoming, response) => {
    const form = new URLSearchParams(await text(incoming));
    const topic = form.get("hub.url") ?? "";
    const wrong =
      incoming.method !== "POST" ||
      incoming.headers["content-type"] !== "application/x-www-form-urlencoded" ||
      form.get("hub.mode") !== "publish" ||
      !URL.canParse(topic);
    const status = wrong ? 400 : (answers.shift() ?? 204);
    const call = { topic, feed: undefined as string | undefined };
    if (status < 300) {
      const fetched = await request(topic, dispatcher ? { dispatcher } : {});
      call.feed = await fetched.body.text();
    }
    calls.push(call);
    response.writeHead(status).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`,
    calls,
    answer: (status, times) => void answers.push(...Array.from({ length: times }, () => status)),
    clear: () => void answers.splice(0),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
