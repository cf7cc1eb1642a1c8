// YAML that remembers where each value stands, so that a message can point at it.

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from "yaml";

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed document with its positions; `errors` is empty when it is sound. */
export interface YamlSource {
  /** Plain data; under the `textKeys`, scalars are the writer's own characters. */
  readonly data: unknown;
  readonly errors: readonly { readonly reason: string; readonly at: Position }[];
  /** Where the value at this path stands, or the nearest thing above it that exists. */
  locate(path: readonly PropertyKey[]): Position;
  /** Where a key of the top level stands itself. */
  locateKey(key: string): Position;
}

/**
 * Parses YAML 1.2 core. `firstLine` is the line of the file on which the text begins. Values of
 * `textKeys` at the top level keep their spelling: `slug: 0123` is "0123" and `title: 2024` "2024".
 */
export function readYaml(
  text: string,
  {
    firstLine = 1,
    textKeys = () => false,
  }: { firstLine?: number; textKeys?: (key: string) => boolean } = {},
): YamlSource {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line) + firstLine - 1, column: Math.max(1, col) };
  };
  keepSpelling(doc, textKeys);
  const errors = doc.errors.map((error) => ({
    reason: error.message.replaceAll("\n", " "),
    at: positionOf(error.pos[0]),
  }));
  let data: unknown;
  try {
    // Aliases could grow a small file without bound ("billion laughs"); yaml stops at this count.
    if (errors.length === 0) data = doc.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    errors.push({ reason, at: positionOf(0) });
  }
  return {
    data,
    errors,
    locateKey(key) {
      const offset = keyOffset(doc.contents, key);
      return offset === undefined ? { line: firstLine, column: 1 } : positionOf(offset);
    },
    locate(path) {
      for (let depth = path.length; depth > 0; depth--) {
        const offset = offsetOf(doc, path.slice(0, depth));
        if (offset !== undefined) return positionOf(offset);
      }
      return { line: firstLine, column: 1 };
    },
  };
}

function offsetOf(doc: Document.Parsed<ParsedNode>, path: readonly PropertyKey[]) {
  const node = doc.getIn(path, true) as ParsedNode | undefined;
  if (node?.range) return node.range[0];
  // A key without a value has a null node; point at the key itself.
  const parent = path.length > 1 ? doc.getIn(path.slice(0, -1), true) : doc.contents;
  return keyOffset(parent, path.at(-1));
}

function keyOffset(map: unknown, key: PropertyKey | undefined): number | undefined {
  if (!isMap(map)) return undefined;
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return (pair?.key as ParsedNode | undefined)?.range?.[0];
}

function keepSpelling(doc: Document.Parsed<ParsedNode>, textKeys: (key: string) => boolean): void {
  if (!isMap(doc.contents)) return;
  for (const { key, value } of doc.contents.items) {
    if (!isScalar(key) || !textKeys(String(key.value))) continue;
    for (const node of isSeq(value) ? value.items : [value]) {
      if (!isScalar(node) || typeof node.value === "string" || node.value === null) continue;
      if (typeof node.source === "string") node.value = node.source;
    }
  }
}
