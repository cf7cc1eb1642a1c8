/** A content coding that we serve. */
export type Coding = "br" | "gzip" | "identity";

/**
 * The best of the available codings for an `Accept-Encoding` header (RFC 9110 §12.5.3): the highest
 * q wins, and among equals the first of `available`. A missing header means identity: those clients
 * are old or simple ones that often cannot decode.
 */
export function negotiateEncoding(
  header: string | undefined,
  available: readonly Exclude<Coding, "identity">[],
): Coding {
  if (header === undefined) return "identity";
  const weights = parseWeights(header);
  let best: Coding = "identity";
  let bestWeight = 0;
  for (const coding of available) {
    const weight = weights.get(coding) ?? weights.get("*") ?? 0;
    if (weight > bestWeight) {
      best = coding;
      bestWeight = weight;
    }
  }
  // identity is acceptable unless it is named; when it is named above the others, it is preferred.
  return (weights.get("identity") ?? 0) > bestWeight ? "identity" : best;
}

function parseWeights(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const item of header.slice(0, 512).split(",")) {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    const weight = q === undefined ? 1 : Number(q);
    const coding = name === "x-gzip" ? "gzip" : name;
    if (coding !== "") weights.set(coding, weight >= 0 && weight <= 1 ? weight : 0);
  }
  return weights;
}
