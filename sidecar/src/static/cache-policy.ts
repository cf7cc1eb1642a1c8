/** Folders whose file names hold a hash of their content: Astro's bundles and the image step's output. */
const HASHED = /^(?:_astro|_image)\//;

/**
 * `Cache-Control` of a site's file. Everything without a hash in its name is asked for again by its
 * ETag, so that what was saved a second ago is what a reader sees.
 */
export function cachePolicy(path: string): string {
  return HASHED.test(path) ? "public, max-age=31536000, immutable" : "public, no-cache";
}
