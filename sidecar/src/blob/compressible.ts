const COMPRESSIBLE =
  /^(?:text\/|application\/(?:json|javascript|xml|wasm|manifest\+json|[a-z0-9.-]+\+(?:json|xml))(?:;|$)|image\/svg\+xml|font\/(?:ttf|otf))/;

/** Below this a header costs more than the compression saves. */
const SMALLEST = 256;

/** Whether a file is worth compressing, by its media type and its size in bytes. */
export function isCompressible(type: string, size: number): boolean {
  return size >= SMALLEST && COMPRESSIBLE.test(type.toLowerCase());
}
