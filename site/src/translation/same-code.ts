import ts from "typescript";

/* Whether a block of code is the same in two languages: but for comments, and for texts in quotes. */

interface Token {
  readonly kind: "code" | "text" | "name" | "remark" | "value";
  readonly text: string;
}

/** How a translated program differs from its original: null if it does not. */
export function codeDifference(original: string, translated: string): string | null {
  const [wanted, found] = [tokensOf(original), tokensOf(translated)];
  const at = Array.from({ length: Math.max(wanted.length, found.length) }).findIndex(
    (_, i) => !isSame(wanted[i], found[i]),
  );
  if (at === -1) return null;
  const around = (tokens: readonly Token[]) =>
    tokens
      .slice(Math.max(0, at - 3), at + 4)
      .map(({ text }) => text)
      .join(" ") || "nothing";
  return `it has "${around(found)}" where the original has "${around(wanted)}"`;
}

function isSame(wanted: Token | undefined, found: Token | undefined): boolean {
  if (wanted === undefined || found === undefined) return false;
  // `{ cost: costs }` may become `{ "el coste": costs }`: a legend shows names of properties.
  if (wanted.kind === "name" && found.kind === "text") return true;
  if (wanted.kind !== found.kind) return false;
  return wanted.kind === "text" || wanted.kind === "remark" || wanted.text === found.text;
}

/** The code as it comes, without spaces, and without commas before closing brackets: these depend on where lines end. */
function tokensOf(code: string): Token[] {
  const source = ts.createSourceFile("code.ts", code, ts.ScriptTarget.Latest, true);
  const tokens: Token[] = [];
  const add = (kind: Token["kind"], text: string) => {
    const last = tokens.at(-1);
    if (kind === "code" && /^[)\]}]$/.test(text) && last?.kind === "code" && last.text === ",") tokens.pop();
    tokens.push({ kind, text });
  };
  const visit = (node: ts.Node) => {
    if (ts.isJSDoc(node)) return; // a comment before the next token
    const children = node.getChildren(source);
    if (children.length > 0) return children.forEach(visit);
    for (const text of commentsBefore(node, code)) add(kindOfComment(text), text);
    const text = node.getText(source);
    if (ts.isShorthandPropertyAssignment(node.parent)) {
      // `{ loss }` is `{ loss: loss }`.
      add("name", text);
      add("code", ":");
    }
    if (text !== "") add(kindOf(node), text);
  };
  visit(source);
  return tokens;
}

function kindOf(node: ts.Node): Token["kind"] {
  if (ts.isStringLiteral(node))
    return ts.isImportDeclaration(node.parent) || ts.isLiteralTypeNode(node.parent) ? "code" : "text";
  if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) return "text"; // biome-ignore format: one thing
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node ? "name" : "code";
}

/** A value that is compared with what stands before it, unless it has a text in it. */
const kindOfComment = (text: string): Token["kind"] =>
  /^\/\/ *([-\d[]|(true|false|null|NaN|Infinity)\b)[^"']*$/.test(text) ? "value" : "remark";

function commentsBefore(node: ts.Node, code: string): string[] {
  const ranges = [
    ...(ts.getTrailingCommentRanges(code, node.pos) ?? []),
    ...(ts.getLeadingCommentRanges(code, node.pos) ?? []),
  ];
  return [...new Set(ranges.map(({ pos, end }) => code.slice(pos, end)))];
}
