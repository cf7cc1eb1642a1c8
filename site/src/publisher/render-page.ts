// A page or a file out of the templates.

import type { Bundle } from "../bundle/load-bundle.ts";
import { type TemplatePlace, templatePlace } from "../bundle/template-fault.ts";
import { hrefOf } from "../model/permalink.ts";
import { mediaTypeOf } from "./media-type.ts";

/** What happened to one page; travels between threads. */
export interface RenderFault {
  /** The page's. */
  readonly path: string;
  readonly reason: string;
  /** Where in the theme it was thrown, as far as that can be told. */
  readonly place: TemplatePlace | undefined;
}

/** A template threw, or answered something other than a page: the page keeps its last version. */
export class RenderFailed extends Error {
  readonly code = "render-failed";
  readonly fault: RenderFault;
  constructor(fault: RenderFault, options?: ErrorOptions) {
    const { path, reason, place } = fault;
    super(`${path}: ${reason}${place ? ` (${place.file}:${place.line})` : ""}`, options);
    this.fault = fault;
  }
}

/** The bytes of what stands at `path`. Throws `RenderFailed` when the answer is not `status`. */
export async function renderPage(
  { path, file, status }: { path: string; file: string; status: number },
  { render, origin }: { render: Bundle["render"]; origin: string },
): Promise<{ content: Uint8Array; type: string }> {
  const response = await render(`${origin}${hrefOf(path)}`).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RenderFailed({ path, reason, place: templatePlace(cause) }, { cause });
  });
  if (response.status !== status) {
    const reason = `it came out with status ${response.status}`;
    throw new RenderFailed({ path, reason, place: undefined });
  }
  const type = response.headers.get("content-type") ?? "";
  const page = type === "" || type.startsWith("text/html");
  return {
    content: new Uint8Array(await response.arrayBuffer()),
    type: page ? mediaTypeOf(file) : type,
  };
}
