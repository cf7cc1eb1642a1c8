import { request } from "node:http";

export interface TestResponse {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  /** The body as JSON; an empty object when it is none. */
  readonly json: Record<string, unknown>;
}

/** One HTTP request to 127.0.0.1 with a `Host` of our choice, which `fetch` does not allow. */
export function httpRequest(
  port: number,
  path: string,
  options: {
    host: string;
    method?: string;
    body?: string | Uint8Array;
    headers?: Record<string, string>;
  },
): Promise<TestResponse> {
  const { host, method = "GET", body, headers = {} } = options;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path, method, headers: { host, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = /json/.test(response.headers["content-type"] ?? "");
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: isJson ? JSON.parse(text) : {},
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
