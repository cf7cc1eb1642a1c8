import type { Manifest } from "@courtyard/protocol/manifest.ts";
import { memoryResource, type Resource } from "../serve/resource.ts";

const made = new WeakMap<Manifest, Resource>();

/** The full signed manifest as a file to serve, written once per version and only when asked for. */
export function manifestResource(manifest: Manifest): Resource {
  let resource = made.get(manifest);
  if (!resource) {
    const { header, files, sig } = manifest;
    const bytes = new TextEncoder().encode(JSON.stringify({ header, files, sig }));
    // The signature covers every byte that matters, and is new with every version.
    resource = memoryResource({ tag: sig.slice(0, 43), type: "application/json", bytes });
    made.set(manifest, resource);
  }
  return resource;
}
