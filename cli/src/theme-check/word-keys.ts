import { lineAt, nodesOf, type SyntaxNode, type TemplateFile } from "./theme-source.ts";

/** The words that a template asks for, `site.t("key")` or `t("key")`; computed keys cannot be told. */
export function wordKeys({ tree, text }: TemplateFile): { line: number; key: string }[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (node.type !== "CallExpression" || !isTranslator(node.callee as SyntaxNode)) return [];
    const [first] = node.arguments as SyntaxNode[];
    return writtenOut(first).map(({ start, value }) => ({
      line: lineAt(text, start),
      key: String(value),
    }));
  });
}

function isTranslator(callee: SyntaxNode): boolean {
  const named = callee.type === "MemberExpression" ? (callee.property as SyntaxNode) : callee;
  return named.type === "Identifier" && named.name === "t";
}

/** `"a"`, and both of `x ? "a" : "b"`. */
function writtenOut(node: SyntaxNode | undefined): SyntaxNode[] {
  if (node?.type === "Literal" && typeof node.value === "string") return [node];
  if (node?.type !== "ConditionalExpression") return [];
  return [node.consequent, node.alternate].flatMap((one) => writtenOut(one as SyntaxNode));
}
