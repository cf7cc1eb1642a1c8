// A module that only says something: the argument of its `export default name({ … })`, read as data.
// Nothing of it runs, so a stranger's theme can be looked at before anybody decides to trust it.

import { parseAst } from "rolldown/parseAst";
import type { Position } from "../store/yaml-source.ts";

export interface LiteralSource {
  readonly data: unknown;
  /** Where the value at this path stands, or the nearest thing above it that exists. */
  locate(path: readonly PropertyKey[]): Position;
}

export type LiteralRead =
  | { readonly ok: true; readonly source: LiteralSource }
  | { readonly ok: false; readonly why: Why; readonly at: Position };

/** A key of `problemReasons`, or the parser's own words. */
export type Why = { readonly why: string } | { readonly reason: string };

type Node = { readonly type: string; readonly start: number; readonly end: number } & Record<
  string,
  unknown
>;

/** Deeper than any definition, and shallow enough for the stack. */
const DEPTH = 20;

class NotData extends Error {
  readonly node: Node;
  /** `why` is a key of `problemReasons`. */
  constructor(why: string, node: Node) {
    super(why);
    this.node = node;
  }
}

/** Reads the text of a TypeScript module. The callee's name does not matter, its argument does. */
export function readLiteral(text: string): LiteralRead {
  let program: Node;
  try {
    program = parseAst(text, { lang: "ts" }) as unknown as Node;
  } catch (error) {
    const { pos = 0, message } = error as Error & { pos?: number };
    return {
      ok: false,
      why: { reason: message.split("\n")[1] ?? message },
      at: positionAt(text, pos),
    };
  }
  const positions = new Map<string, number>();
  try {
    const root = bare(exported(program));
    const given = root.type === "CallExpression" ? (root.arguments as Node[]) : [root];
    const [argument] = given;
    if (!argument || given.length > 1) throw new NotData("one-object", root);
    const data = dataOf(argument, { path: [], positions });
    return { ok: true, source: { data, locate: (path) => locate(path, { positions, text }) } };
  } catch (error) {
    if (!(error instanceof NotData)) throw error;
    return { ok: false, why: { why: error.message }, at: positionAt(text, error.node.start) };
  }
}

function exported(program: Node): Node {
  const found = (program.body as Node[]).find(({ type }) => type === "ExportDefaultDeclaration");
  if (!found) throw new NotData("no-definition", program);
  return found.declaration as Node;
}

/** The expression below `as const`, `satisfies X` and parentheses. */
function bare(node: Node): Node {
  const wraps = /^(TS(As|Satisfies|NonNull)Expression|ParenthesizedExpression)$/.test(node.type);
  return wraps ? bare(node.expression as Node) : node;
}

function dataOf(
  wrapped: Node,
  { path, positions }: { path: readonly PropertyKey[]; positions: Map<string, number> },
): unknown {
  const node = bare(wrapped);
  if (path.length > DEPTH) throw new NotData("too-deep", node);
  positions.set(keyOf(path), node.start);
  const below = (key: PropertyKey, child: Node) =>
    dataOf(child, { path: [...path, key], positions });
  switch (node.type) {
    case "Literal":
      if (node.regex || node.bigint) break;
      return node.value;
    case "TemplateLiteral": {
      const [only] = node.quasis as { value: { cooked: string } }[];
      if ((node.expressions as Node[]).length === 0) return only?.value.cooked;
      break;
    }
    case "UnaryExpression": {
      const { value } = node.argument as Node;
      if (node.operator === "-" && typeof value === "number") return -value;
      break;
    }
    case "ArrayExpression":
      return (node.elements as (Node | null)[]).map((child, index) => {
        if (!child) throw new NotData("gap", node);
        return below(index, child);
      });
    case "ObjectExpression":
      return Object.fromEntries(
        (node.properties as Node[]).map((property) => {
          const key = nameOf(property);
          return [key, below(key, property.value as Node)];
        }),
      );
  }
  throw new NotData("not-literal", node);
}

function nameOf(property: Node): string {
  const plain = property.type === "Property" && property.kind === "init";
  if (!plain || property.computed || property.shorthand || property.method)
    throw new NotData("not-pair", property);
  const key = property.key as Node;
  const name = String(key.type === "Identifier" ? key.name : key.value);
  if (name === "__proto__") throw new NotData("not-key", property);
  return name;
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join("\0");
}

function locate(
  path: readonly PropertyKey[],
  { positions, text }: { positions: ReadonlyMap<string, number>; text: string },
): Position {
  for (let depth = path.length; depth > 0; depth--) {
    const offset = positions.get(keyOf(path.slice(0, depth)));
    if (offset !== undefined) return positionAt(text, offset);
  }
  return positionAt(text, positions.get("") ?? 0);
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
