// The desk as a server on this machine: who may ask, and which order goes where.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import {
  type DeskRefusal,
  type DeskState,
  PREVIEW_BYTES,
  type PreviewPage,
  type PublishOrder,
  publishOrder,
  type RollbackOrder,
  rollbackOrder,
} from "./desk-api.ts";
import { keepDeskFile } from "./desk-file.ts";
import {
  type DeskSettings,
  type SettingsOrder,
  type SettingsReceipt,
  settingsOrder,
} from "./desk-settings.ts";

/** What a desk asks of its publisher. */
export interface DeskWork {
  state(): Promise<DeskState>;
  publish(order: PublishOrder): Promise<DeskRefusal | undefined>;
  rollback(order: RollbackOrder): Promise<DeskRefusal | undefined>;
  preview(path: string, limit: number): Promise<PreviewPage | DeskRefusal>;
  settings(): DeskSettings;
  changeSettings(order: SettingsOrder): Promise<SettingsReceipt>;
}

export interface Desk extends AsyncDisposable {
  readonly url: string;
}

const STATUS: Readonly<Record<DeskRefusal["code"], ContentfulStatusCode>> = {
  "version-unknown": 409,
  busy: 409,
  "page-unknown": 404,
  away: 502,
  refused: 502,
  failed: 500,
};

/** Opens the desk on a free port of 127.0.0.1 and writes its file. */
export async function openDesk(work: DeskWork, { file }: { file: string }): Promise<Desk> {
  const token = randomBytes(32).toString("base64url");
  let host = "";
  const app = deskApp(work, { token, host: () => host });
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  // A desk keeps nobody's process alive.
  server.unref();
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kept = keepDeskFile(file, { v: 1, url: `http://${host}`, token });
  return {
    url: `http://${host}`,
    [Symbol.asyncDispose]: async () => {
      kept[Symbol.dispose]();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    },
  };
}

/** The routes; `host` is the only `Host` that is answered. */
export function deskApp(
  work: DeskWork,
  { token, host }: { token: string; host: () => string },
): Hono {
  const app = new Hono();
  const expected = digest(`Bearer ${token}`);
  app.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    if (c.req.header("host") !== host() || c.req.header("origin") !== undefined) {
      return refuse(c, 403, "host-forbidden");
    }
    // Digests have one length, so that the comparison takes one time.
    if (!timingSafeEqual(digest(c.req.header("authorization") ?? ""), expected)) {
      return refuse(c, 401, "unauthorized");
    }
    await next();
  });
  app.use(bodyLimit({ maxSize: 64 * 1024, onError: (c) => refuse(c, 413, "request-shape") }));
  app.notFound((c) => refuse(c, 404, "not-found"));
  app.onError((error, c) => refuse(c, 500, "failed", error.message));

  function order<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    run: (order: z.output<Schema>) => Promise<DeskRefusal | undefined>,
  ): void {
    app.post(path, async (c) => {
      const body = schema.safeParse(await bodyOf(c));
      if (!body.success) return refuse(c, 400, "request-shape");
      const refused = await run(body.data);
      if (refused) return refuse(c, STATUS[refused.code], refused.code, refused.detail);
      return c.json({ ok: true, state: await work.state() });
    });
  }

  app.get("/state", async (c) => c.json(await work.state()));
  order("/publish", publishOrder, work.publish);
  order("/rollback", rollbackOrder, work.rollback);
  app.get("/settings", (c) => c.json(work.settings()));
  app.post("/settings", async (c) => {
    const body = settingsOrder.safeParse(await bodyOf(c));
    if (!body.success) return refuse(c, 400, "request-shape");
    return c.json(await work.changeSettings(body.data));
  });
  app.get("/preview", async (c) => {
    const { path, limit = String(PREVIEW_BYTES.usual) } = c.req.query();
    const bytes = Number(limit);
    const fine = Number.isInteger(bytes) && bytes > 0 && bytes <= PREVIEW_BYTES.most;
    if (!path?.startsWith("/") || !fine) return refuse(c, 400, "request-shape");
    const page = await work.preview(path, bytes);
    if ("code" in page) return refuse(c, STATUS[page.code], page.code, page.detail);
    return c.json(page);
  });
  return app;
}

function refuse(c: Context, status: ContentfulStatusCode, code: string, detail = ""): Response {
  return c.json({ code, detail }, status);
}

/** No body at all counts as an empty object. */
async function bodyOf(c: Context): Promise<unknown> {
  try {
    const text = await c.req.text();
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
