// Words that stand in a template would be the same in every language: they belong in i18n/.

import { childrenOf, lineAt, type SyntaxNode, type TemplateFile } from "./theme-source.ts";

/** Attributes that a reader sees or hears. */
const SPOKEN = /^(aria-(label|description|roledescription|valuetext)|title|alt|placeholder|label)$/;
const LETTERS = /\p{L}/u;

/** Texts with letters, each with its line. */
export function literalTexts({ tree, text }: TemplateFile): { line: number; literal: string }[] {
  const found: { line: number; literal: string }[] = [];
  const note = (node: SyntaxNode, value: unknown) => {
    if (typeof value !== "string" || !LETTERS.test(value.replace(/&\w+;/g, ""))) return;
    const literal = value.trim().replace(/\s+/g, " ").slice(0, 60);
    const lead = /^\s*/.exec(value)?.[0].length ?? 0;
    found.push({ line: lineAt(text, node.start + lead), literal });
  };

  /** What an expression between braces shows, as far as it is written out. */
  function shown(node: SyntaxNode): void {
    if (node.type === "Literal") note(node, node.value);
    else if (node.type === "TemplateLiteral") {
      for (const part of node.quasis as (SyntaxNode & { value: { cooked: string } })[]) {
        note(part, part.value.cooked);
      }
    } else if (node.type === "ConditionalExpression") {
      shown(node.consequent as SyntaxNode);
      shown(node.alternate as SyntaxNode);
    } else if (node.type === "LogicalExpression") {
      if (node.operator !== "&&") shown(node.left as SyntaxNode);
      shown(node.right as SyntaxNode);
    } else if (node.type === "ParenthesizedExpression") shown(node.expression as SyntaxNode);
    else below(node);
  }

  function below(node: SyntaxNode): void {
    if (node.type === "JSXElement" || node.type === "JSXFragment") {
      if (/^(style|script)$/.test(tagOf(node))) return;
      for (const child of (node.children ?? []) as SyntaxNode[]) {
        if (child.type === "JSXText") note(child, child.value);
        else if (child.type === "JSXExpressionContainer") shown(child.expression as SyntaxNode);
        else below(child);
      }
      const opening = node.openingElement as SyntaxNode | undefined;
      for (const one of (opening?.attributes ?? []) as SyntaxNode[]) attribute(one);
      return;
    }
    for (const child of childrenOf(node)) below(child);
  }

  function attribute(node: SyntaxNode): void {
    const value = node.value as SyntaxNode | null | undefined;
    if (!value) return;
    const { name } = (node.name ?? {}) as { name?: string };
    const inner =
      value.type === "JSXExpressionContainer" ? (value.expression as SyntaxNode) : value;
    if (SPOKEN.test(name ?? "")) shown(inner);
    else below(inner);
  }

  for (const node of (tree.body ?? []) as SyntaxNode[]) {
    if (node.type === "JSXText") note(node, node.value);
    else if (node.type === "JSXExpressionContainer") shown(node.expression as SyntaxNode);
    else below(node);
  }
  return found;
}

function tagOf(node: SyntaxNode): string {
  const opening = node.openingElement as { name?: { name?: string } } | undefined;
  return opening?.name?.name ?? "";
}
