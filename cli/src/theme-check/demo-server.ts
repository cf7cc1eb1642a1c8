// Serves a rendered demo site on this machine as the sidecar would: its headers, its comments, its form
// for comments.

import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { commentListHtml } from "@courtyard/sidecar/comment/comment-html.ts";
import { fillSection, findSection } from "@courtyard/sidecar/comment/page-section.ts";
import { panelHtml } from "@courtyard/sidecar/comment/panel/panel-html.ts";
import { panelHeaders, securityHeaders } from "@courtyard/sidecar/serve/security-headers.ts";
import { findFile, pageOf, requestPath } from "@courtyard/sidecar/site/request-path.ts";
import { demoComments } from "./demo-comments.ts";
import type { DemoSite } from "./demo-site.ts";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  xml: "application/xml",
  json: "application/json",
  txt: "text/plain; charset=utf-8",
  avif: "image/avif",
  webp: "image/webp",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  wav: "audio/wav",
  webm: "video/webm",
  woff2: "font/woff2",
};

const ADDRESS = { username: "lin", host: "walled-garden.example", port: 443 };

export interface DemoServer extends AsyncDisposable {
  readonly origin: string;
}

/** Serves until it is disposed of. Pages that take comments have some. */
export async function serveDemo(site: DemoSite): Promise<DemoServer> {
  const files = new Set(site.files);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", origin);
    answer(url, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(url: URL, response: ServerResponse): Promise<void> {
    if (url.pathname === "/_courtyard/comments") {
      const page = url.searchParams.get("page") ?? "/";
      const lang = url.searchParams.get("lang")?.startsWith("zh") ? "zh" : "en";
      response.writeHead(200, { ...panelHeaders(origin), "content-type": TYPES.html });
      response.end(panelHtml({ page, lang, address: ADDRESS }));
      return;
    }
    const path = requestPath(url.pathname);
    const found = path === undefined ? undefined : findFile(path, (file) => files.has(file));
    const headers = securityHeaders("site", origin);
    if (found?.kind === "redirect") {
      response.writeHead(301, { ...headers, location: found.to }).end();
      return;
    }
    const file = found?.kind === "file" ? found.path : "404.html";
    const type = TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    let body: Buffer | string = await site.read(file);
    if (file.endsWith(".html")) body = withComments(body.toString("utf8"), pageOf(file) ?? "/");
    response.writeHead(found?.kind === "file" ? 200 : 404, {
      ...headers,
      "content-type": type,
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  }

  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The page as readers see it when its comments are in. */
export function withComments(html: string, page: string): string {
  const section = findSection(html);
  if (!section) return html;
  return fillSection(html, section, commentListHtml(demoComments(page), section.lang));
}
