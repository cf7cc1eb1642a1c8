import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBase64urlOf } from "@courtyard/protocol/bytes.ts";
import { isRefusal, type RefusalCode, refuse } from "@courtyard/protocol/refusal.ts";
import type { Context } from "hono";
import type { HttpEnv, Routes } from "../http/create-http.ts";
import { statusOf } from "../http/status-of.ts";
import { readBody } from "../serve/read-body.ts";
import { refusalResponse } from "../serve/refusal-response.ts";
import { memoryResource } from "../serve/resource.ts";
import { respond } from "../serve/respond.ts";
import { panelHeaders, securityHeaders } from "../serve/security-headers.ts";
import { commentRow } from "../store/comment.ts";
import type { Store } from "../store/open-store.ts";
import type { Comments } from "./comments.ts";
import type { AcceptOffer } from "./guest-offer.ts";
import { type PanelNote, panelHtml } from "./panel/panel-html.ts";
import { langOf } from "./words.ts";

/** A comment and a name in a form; UTF-8 percent-encoded takes nine bytes for one CJK character. */
const FORM_BYTES = 128 * 1024;

const script = readFileSync(join(import.meta.dirname, "panel", "comments.js"));
const scriptResource = memoryResource({
  tag: createHash("sha256").update(script).digest("base64url"),
  type: "text/javascript",
  bytes: script,
});

/** The panel, its form, its script, and the signed originals. */
export function commentRoutes({
  store,
  comments,
  accept,
}: {
  store: Store;
  comments: Comments;
  accept: AcceptOffer;
}): Routes {
  function panel(
    c: Context<HttpEnv>,
    input: { page: string; note?: PanelNote | undefined; name?: string; text?: string },
    status = 200,
  ): Response {
    const { address, origin } = c.get("tenant");
    const html = panelHtml({ ...input, lang: langOf(c.req.query("lang")), address });
    return new Response(html, {
      status,
      headers: {
        ...panelHeaders(origin),
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
      },
    });
  }

  return (app) => {
    app.get("/_courtyard/comments", (c) => {
      const target = comments.target(c.get("tenant").id, c.req.query("page") ?? "");
      if (isRefusal(target)) return panel(c, { page: "/", note: "closed" }, statusOf(target.code));
      const note = c.req.query("sent") === undefined ? undefined : "sent";
      return panel(c, { page: target.page, note });
    });

    app.post("/_courtyard/comments", async (c) => {
      // A form elsewhere must not make its visitors comment here.
      const site = c.req.header("sec-fetch-site");
      const from = c.req.header("origin");
      const { origin, id } = c.get("tenant");
      if (site === "cross-site" || (from !== undefined && from !== "null" && from !== origin)) {
        return refusalResponse(refuse("policy-refused", "another origin"));
      }
      const body = await readBody(c.req.raw, { limit: FORM_BYTES, code: "envelope-too-large" });
      const form = new URLSearchParams(isRefusal(body) ? "" : Buffer.from(body).toString("utf8"));
      const page = form.get("page") ?? "";
      const name = form.get("name") ?? "";
      const text = form.get("text") ?? "";
      const target = comments.target(id, page);
      if (isRefusal(target)) return panel(c, { page: "/", note: "closed" }, statusOf(target.code));
      // Nobody sees the field `website`; who fills it is a machine, and is thanked like everybody.
      const refusal =
        (form.get("website") ?? "") === ""
          ? accept({ tenant: id, remote: c.get("remote"), page, name, text })
          : undefined;
      if (refusal) {
        const note = noteOf(refusal.code, refusal.detail);
        return panel(c, { page: target.page, note, name, text }, statusOf(refusal.code));
      }
      const back = new URLSearchParams({
        page: target.page,
        lang: langOf(c.req.query("lang")),
        sent: "1",
      });
      return c.redirect(`/_courtyard/comments?${back}`, 303);
    });

    app.get("/_courtyard/comments.js", (c) =>
      respond(c.req.raw, scriptResource, {
        headers: securityHeaders("site", c.get("tenant").origin),
        cacheControl: "public, no-cache",
      }),
    );

    app.get("/_courtyard/comment/:file", (c) => {
      const [, id] = /^([A-Za-z0-9_-]{43})\.json$/.exec(c.req.param("file")) ?? [];
      const row =
        id === undefined || fromBase64urlOf(id, 32) === null
          ? undefined
          : commentRow(store, c.get("tenant").id, id);
      if (row?.state !== "approved" || row.envelope === null) {
        return refusalResponse(refuse("not-found"));
      }
      return c.body(row.envelope, 200, {
        "content-type": "application/json",
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "cache-control": "public, no-cache",
      });
    });
  };
}

function noteOf(code: RefusalCode, detail: string | undefined): PanelNote {
  if (code === "params-shape") return detail === "name" ? "nameMissing" : "textMissing";
  if (code === "rate-limited") return "tooMany";
  if (code === "quota-exceeded") return "full";
  if (code === "not-found" || code === "policy-refused") return "closed";
  return "failed";
}
