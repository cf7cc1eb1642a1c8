declare module "wawoff2" {
  /** The bytes of a WOFF2 file as TrueType or OpenType. */
  export function decompress(woff2: Uint8Array): Promise<Uint8Array>;
}
