import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of feeds that answers as the test says, and remembers what it was asked. */
export interface FeedServer extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly requests: { path: string; headers: IncomingMessage["headers"] }[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Most requests that were open at once. */
  readonly most: () => number;
}

export async function feedServer(
  answer: FeedServer["answer"] = (_, response) => response.end(),
): Promise<FeedServer> {
  const requests: FeedServer["requests"] = [];
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? "", headers: request.headers });
    open += 1;
    most = Math.max(most, open);
    response.on("close", () => {
      open -= 1;
    });
    made.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const made: FeedServer = {
    origin: `http://feeds.localhost:${port}`,
    port,
    requests,
    answer,
    most: () => most,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return made;
}

/** RSS with these items, newest first. */
export function rss(...titles: string[]): string {
  const items = titles.map(
    (title) =>
      `<item><title>${title}</title><link>https://blog.example/${title}</link><description>${title}</description></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title><link>https://blog.example/</link>${items.join("")}</channel></rss>`;
}
