// A page or a file out of the templates.

import type { Bundle } from "../bundle/load-bundle.ts";
import { hrefOf } from "../model/permalink.ts";
import { mediaTypeOf } from "./media-type.ts";

/** A template threw, or answered something other than a page: the page keeps its last version. */
export class RenderFailed extends Error {
  readonly code = "render-failed";
}

/** The bytes of what stands at `path`. Throws `RenderFailed` when the answer is not `status`. */
export async function renderPage(
  { path, file, status }: { path: string; file: string; status: number },
  { render, origin }: { render: Bundle["render"]; origin: string },
): Promise<{ content: Uint8Array; type: string }> {
  const response = await render(`${origin}${hrefOf(path)}`);
  if (response.status !== status) {
    throw new RenderFailed(`${path} came out with status ${response.status}.`);
  }
  const type = response.headers.get("content-type") ?? "";
  const page = type === "" || type.startsWith("text/html");
  return {
    content: new Uint8Array(await response.arrayBuffer()),
    type: page ? mediaTypeOf(file) : type,
  };
}
