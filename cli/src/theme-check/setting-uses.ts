import { lineAt, nodesOf, type SyntaxNode, type TemplateFile } from "./theme-source.ts";

/** The settings that a template reads: `settings.x`, `site.settings.x`, `const { x } = settings`. */
export function settingUses({ tree, text }: TemplateFile): { line: number; name: string }[] {
  const found: { line: number; name: string }[] = [];
  const note = (node: SyntaxNode | undefined) => {
    const name = node?.type === "Literal" ? node.value : node?.name;
    if (node && typeof name === "string") found.push({ line: lineAt(text, node.start), name });
  };
  for (const node of nodesOf(tree)) {
    if (node.type === "MemberExpression" && isSettings(node.object as SyntaxNode)) {
      const property = node.property as SyntaxNode;
      if (!node.computed || property.type === "Literal") note(property);
    }
    const pattern = node.id as SyntaxNode | undefined;
    const isTaken = node.type === "VariableDeclarator" && pattern?.type === "ObjectPattern";
    if (isTaken && isSettings(node.init as SyntaxNode | null)) {
      for (const property of pattern.properties as SyntaxNode[]) note(property.key as SyntaxNode);
    }
  }
  return found;
}

function isSettings(node: SyntaxNode | null): boolean {
  if (node?.type === "Identifier") return node.name === "settings";
  return node?.type === "MemberExpression" && (node.property as SyntaxNode).name === "settings";
}
