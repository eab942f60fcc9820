import { type DeclarationReflection, ReflectionKind } from "typedoc";
import { type Addresses, anchorOf, kindOf, type Named, pageOf, relativeLink } from "./addresses.ts";
import { callable, code, examples, memberTable, thrown } from "./callable.ts";
import { formulas } from "./formulas.ts";
import { classMembers } from "./members.ts";
import { type Member, membersIn, membersOf } from "./options.ts";
import { type Context, escapeText, sourceLink, summaryOf, tagsOf } from "./text.ts";
import { signaturesOf, typeHtml, typeParametersText } from "./types.ts";

/** The page of a public name. */
export function pageOfName(named: Named, addresses: Addresses): string {
  const { reflection, entry, page } = named;
  const context = { addresses, page };
  const formula = formulas[`${entry.folder}/${reflection.name}`];
  const kind = ReflectionKind.singularString(kindOf(reflection)).toLowerCase();
  return [
    `---\noutline: [2, 3]\neditLink: false\n---`,
    `# ${escapeText(reflection.name)} {#the-name}`,
    `${kind} of [${entry.name}](${relativeLink(pageOf(entry), page)}/index.html) · ${sourceLink(reflection)}`,
    formula === undefined ? "" : `$$${formula}$$`,
    ...bodyOf(reflection, context),
  ]
    .filter((text) => text !== "")
    .join("\n\n")
    .concat("\n");
}

function bodyOf(reflection: DeclarationReflection, context: Context): string[] {
  const { comment, name } = reflection;
  const signatures = signaturesOf(reflection);
  if (signatures.length > 0 && !reflection.kindOf(ReflectionKind.Interface)) {
    return [callable(name, signatures, context, comment), asMethod(reflection, context)];
  }
  const said = [
    summaryOf(comment, context),
    declared(reflection),
    ...examples(tagsOf(comment, "@example", context), context),
    thrown(tagsOf(comment, "@throws", context)),
    tagsOf(comment, "@see", context)
      .map((text) => `See ${text}`)
      .join("\n\n"),
  ];
  if (reflection.kindOf(ReflectionKind.Class))
    return [...said, ancestry(reflection, context), ...classMembers(reflection, context)];
  if (reflection.kindOf(ReflectionKind.Namespace)) return [...said, ...parts(reflection, context)];
  const members = membersOfName(reflection);
  const rows =
    members.length === 0 ? [] : ["## Properties {#the-properties}", memberTable(members, context, anchorOf)];
  return [...said, ancestry(reflection, context), ...rows, valueType(reflection, context)];
}

/**
 * What stands in the table of a type or a value. A union says what it is made of, and the type of a value, if it has a
 * name, has a page of its own.
 */
function membersOfName(reflection: DeclarationReflection): Member[] {
  const { children, kind, type } = reflection;
  if (children !== undefined) return membersIn(reflection);
  const isBuilt = kind === ReflectionKind.TypeAlias && type?.type !== "union";
  return isBuilt || type?.type === "reflection" ? membersOf(type) : [];
}

/** How a type or a value is declared. What has properties shows these in a table instead. */
function declared({ kind, name, type, typeParameters, children }: DeclarationReflection): string {
  if (kind === ReflectionKind.TypeAlias)
    return code(`type ${name}${typeParametersText(typeParameters)} = ${type}`);
  if (kind === ReflectionKind.Interface && children === undefined) return code(`interface ${name} {}`);
  return "";
}

function valueType(reflection: DeclarationReflection, context: Context): string {
  return reflection.kind === ReflectionKind.Variable && membersOfName(reflection).length === 0
    ? `**Type** ${typeHtml(reflection.type, context)}`
    : "";
}

function ancestry({ extendedTypes, kind }: DeclarationReflection, context: Context): string {
  const own = extendedTypes?.filter((type) => type.type === "reference") ?? [];
  if (own.length === 0) return "";
  const word = kind === ReflectionKind.Class ? "Extends" : "With all of";
  return `${word} ${own.map((type) => typeHtml(type, context)).join(", ")}.`;
}

/** The functions and values of a namespace, one after another. */
function parts({ children = [] }: DeclarationReflection, context: Context): string[] {
  return children.flatMap((child) => {
    const title = `## ${child.name} {#${anchorOf(child)}}`;
    if (child.signatures !== undefined) return [title, callable(child.name, child.signatures, context)];
    return [
      title,
      summaryOf(child.comment, context),
      `**Type** ${typeHtml(child.type, context)}`,
      ...examples(tagsOf(child.comment, "@example", context), context),
    ];
  });
}

/** A function that is a method of tensors too says so. */
function asMethod({ name }: DeclarationReflection, { addresses, page }: Context): string {
  const tensor = addresses.find("Tensor", ReflectionKind.Class);
  const method = tensor?.reflection.getChildByName([name]);
  if (method === undefined) return "";
  return `It is also a method: [\`x.${name}\`](${addresses.link(method, page)}).`;
}
