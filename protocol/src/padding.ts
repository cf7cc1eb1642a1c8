// Padding that hides the length of what is sealed. Spec 06 §4.
// plaintext = length as 4 bytes big-endian, the payload, zeros up to the next bucket.

import type { Bytes } from "./bytes.ts";

const HEADER = 4;
const STEP = 256;
const FLAT = 4096;

/**
 * The bucket for a length: multiples of 256 up to 4 KiB, so that all short messages look alike, then
 * Padmé (Nikitin et al., PURBs, PoPETs 2019 §4), which leaks O(log log n) bits and costs at most 12 %.
 */
export function bucketOf(length: number): number {
  if (length <= FLAT) return Math.max(1, Math.ceil(length / STEP)) * STEP;
  const exponent = 31 - Math.clz32(length);
  const significant = 32 - Math.clz32(exponent);
  const grain = 2 ** (exponent - significant);
  return Math.ceil(length / grain) * grain;
}

/** Payload with its length before and zeros after, as long as its bucket. */
export function pad(payload: Uint8Array): Bytes {
  const padded = new Uint8Array(bucketOf(HEADER + payload.length));
  new DataView(padded.buffer).setUint32(0, payload.length);
  padded.set(payload, HEADER);
  return padded;
}

/** The payload, or null for what `pad` could not have made. */
export function unpad(padded: Uint8Array): Bytes | null {
  if (padded.length < HEADER) return null;
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  const end = HEADER + length;
  if (end > padded.length || bucketOf(end) !== padded.length) return null;
  if (padded.subarray(end).some((byte) => byte !== 0)) return null;
  return padded.slice(HEADER, end);
}
