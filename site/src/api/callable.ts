import { type Comment, type DeclarationReflection, ReflectionKind, type SignatureReflection } from "typedoc";
import { missingImports, type Names } from "../../../tooling/examples/module.ts";
import { type Member, membersIn, membersOf } from "./options.ts";
import { type Context, inCell, partsToText, summaryOf, tagsOf } from "./text.ts";
import { parametersOf, referencesOf, type Shown, signatureText, typeHtml, unresolvedIn } from "./types.ts";

/* What is called: functions, methods, constructors. */

/** A block of TypeScript that is shown and not run. */
export function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

/** The text of a function, method or constructor: all of its signatures and what is said of them. */
export function callable(
  head: string,
  signatures: readonly SignatureReflection[],
  context: Context,
  comment?: Comment,
): string {
  // What TypeScript's libraries declare twice, as the constructors of errors, stands here once.
  const texts = signatures.map((signature) => signatureText(head, signature));
  return signatures
    .filter((_, i) => texts.indexOf(texts[i]) === i)
    .map((signature) => oneSignature(head, signature, context, comment ?? signature.comment))
    .join("\n\n");
}

function oneSignature(
  head: string,
  signature: SignatureReflection,
  context: Context,
  comment: Comment | undefined,
): string {
  return [
    code(signatureText(head, signature)),
    summaryOf(comment, context),
    parameterTable(signature, context),
    returned(signature, context),
    thrown(tagsOf(comment, "@throws", context)),
    ...examples(tagsOf(comment, "@example", context), context),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** What is thrown, as a list. */
export function thrown(texts: readonly string[]): string {
  return texts.length === 0
    ? ""
    : `**Throws**\n\n${texts.map((text) => `- ${text.replace(/\n+/g, " ")}`).join("\n")}`;
}

/** Examples, each with the imports that its source leaves out. */
export function examples(texts: readonly string[], { addresses }: Context): string[] {
  return texts.map((text) => {
    const blocks = text.includes("```") ? text : code(text);
    return `**Example**\n\n${blocks.replace(/(?<=^```ts.*\n)[\s\S]*?(?=^```$)/gm, (program) => withImports(program, addresses.names))}`;
  });
}

function withImports(program: string, names: Names): string {
  const imports = missingImports(program, names);
  return imports.length === 0 ? program : `${imports.join("\n")}\n\n${program}`;
}

function returned(signature: SignatureReflection, context: Context): string {
  if (signature.kindOf(ReflectionKind.ConstructorSignature)) return "";
  const [text] = tagsOf(signature.comment, "@returns", context);
  return `**Returns** ${typeHtml(signature.type, context)}${text === undefined ? "" : `: ${text}`}`;
}

function parameterTable(signature: SignatureReflection, context: Context): string {
  const shown = parametersOf(signature);
  if (shown.length === 0) return "";
  const rows = shown.map(({ name, type, isOptional, parameter }) => {
    const said =
      parameter?.comment === undefined ? "" : partsToText(parameter.comment.summary, context).trim();
    const standard = parameter?.defaultValue;
    const initial = standard === undefined || standard === "..." || said.includes("Default") ? "" : `Default: \`${standard}\`.`; // biome-ignore format: one thing
    return [
      `\`${name}${isOptional ? "?" : ""}\``,
      typeHtml(type, context),
      [said.replace(/^- /, ""), initial].join(" ").trim(),
    ];
  });
  return [table(["parameter", "type", ""], rows), ...shown.flatMap((one) => optionTable(one, context))].join(
    "\n\n",
  );
}

/** What stands in the options that a function takes. A type of another name has its page for that. */
function optionTable({ name, type }: Shown, context: Context): string[] {
  const named = referencesOf(type);
  const isOptions = name === "options" || named.some((target) => target.name.endsWith("Options"));
  const [only] = type?.type === "reference" ? named : [];
  const hasPage = only !== undefined && context.addresses.link(only, context.page) !== undefined;
  if (!isOptions || (hasPage && !/Options$/.test(only.name))) return [];
  const members = [...membersOf(type), ...membersNamedIn(unresolvedIn(type), context)];
  return members.length === 0 ? [] : [`In \`${name}\`:\n\n${memberTable(members, context)}`];
}

/** The members of the public options that a text names. */
function membersNamedIn(text: string, { addresses }: Context): Member[] {
  const words = new Set(text.match(/\w+Options\b/g));
  return addresses.all
    .filter(({ reflection }) => words.has(reflection.name))
    .flatMap(({ reflection }) => membersIn(reflection));
}

/** Properties with their types and what is said of them. With anchors, links lead to the rows. */
export function memberTable(
  members: readonly Member[],
  context: Context,
  anchor?: (property: DeclarationReflection) => string,
): string {
  const rows = members.map(({ property, isOptional }) => {
    const name = `\`${property.name}${isOptional ? "?" : ""}\``;
    const place = anchor === undefined ? "" : `<a id="${anchor(property)}"></a>`;
    return [place + name, typeOfProperty(property, context), saidOf(property, context)];
  });
  return table(["name", "type", ""], rows);
}

function typeOfProperty(property: DeclarationReflection, context: Context): string {
  const { signatures, getSignature, type } = property;
  if (signatures === undefined) return typeHtml(type ?? getSignature?.type, context);
  return signatures.map((signature) => `<code v-pre>${signatureText("", signature).replace(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "&#124;")}</code>`).join("<br>"); // biome-ignore format: one thing
}

function saidOf({ comment, signatures, getSignature }: DeclarationReflection, context: Context): string {
  const said = comment ?? getSignature?.comment ?? signatures?.[0].comment;
  const errors = tagsOf(said, "@throws", context).map((text) => `Throws ${text}`);
  return [summaryOf(said, context), ...errors].join(" ").trim();
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}
