import { type DeclarationReflection, ReflectionKind, type SignatureReflection } from "typedoc";
import { anchorOf } from "./addresses.ts";
import { callable, code, memberTable } from "./callable.ts";
import { asMember } from "./options.ts";
import { type Context, sourceLink, summaryOf } from "./text.ts";
import { parametersOf, type Shown, signaturesOf, signatureText } from "./types.ts";

/* What a class has: constructor, properties, methods, and what it has from others. */

/** The sections of the page of a class. */
export function classMembers(owner: DeclarationReflection, context: Context): string[] {
  const [made, members] = partition(owner.children ?? [], (member) =>
    member.kindOf(ReflectionKind.Constructor),
  );
  const [ops, others] = partition(members, isOp);
  const [passedOn, own] = partition(others, (member) => context.addresses.originOf(member) !== undefined);
  const [methods, properties] = partition(own, ({ signatures }) => signatures !== undefined);
  return [
    ...section(
      "Constructor",
      made.flatMap(({ signatures = [] }) => callable(`new ${owner.name}`, signatures, context)),
    ),
    ...section(
      "Properties",
      properties.length === 0 ? [] : [memberTable(properties.map(asMember), context, anchorOf)],
    ),
    ...section(
      "Methods",
      methods.map((member) => method(member, context)),
    ),
    ...opsOf(owner, ops, context),
    inherited(passedOn, context),
  ];
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`## ${title} {#the-${title.toLowerCase()}}`, ...parts];
}

function method(member: DeclarationReflection, context: Context): string {
  const { name, signatures = [], flags } = member;
  const head = [
    flags.isStatic && "static",
    flags.isProtected && "protected",
    flags.isAbstract && "abstract",
    name,
  ];
  return [
    `### ${name.replace(/[[\]]/g, "\\$&")} {#${anchorOf(member)}}`,
    callable(head.filter(Boolean).join(" "), signatures, context),
    sourceLink(member),
  ].join("\n\n");
}

/** The one signature of a method that a mapped type made: TypeDoc has it as a property that is a function. */
function opSignature({ type }: DeclarationReflection): SignatureReflection | undefined {
  return type?.type === "reflection" ? type.declaration.signatures?.[0] : undefined;
}

function isOp(member: DeclarationReflection): boolean {
  const [source] = member.sources ?? [];
  return opSignature(member) !== undefined && /core\/src\/(ops\/|methods\.ts)/.test(source?.fileName ?? "");
}

/** The ops as methods: of tensors in full, of Variables as links there. */
function opsOf(
  owner: DeclarationReflection,
  ops: readonly DeclarationReflection[],
  context: Context,
): string[] {
  if (ops.length === 0) return [];
  const sorted = [...ops].sort((a, b) => (a.name < b.name ? -1 : 1));
  const tensor = context.addresses.find("Tensor", ReflectionKind.Class);
  if (owner.name !== "Tensor") {
    const links = sorted.map(
      ({ name }) =>
        `[${name}](${context.addresses.link(tensor?.reflection.getChildByName([name]) ?? owner, context.page)})`,
    );
    return ["## Ops {#the-ops}", `All ops are methods here as they are of tensors: ${links.join(", ")}.`];
  }
  return [
    "## Ops {#the-ops}",
    "Each op is a function and a method.",
    ...sorted.map((member) => op(member, context)),
  ];
}

function op(member: DeclarationReflection, context: Context): string {
  const { name } = member;
  const { addresses, page } = context;
  const same = addresses.find(name, ReflectionKind.Function);
  const signature = opSignature(member) as SignatureReflection;
  const said = member.comment ?? same?.reflection.signatures?.[0].comment;
  const details =
    same === undefined ? sourceLink(member) : `[More](${addresses.link(same.reflection, page)})`;
  return [
    `### ${name} {#${anchorOf(member)}}`,
    code(signatureText(`x.${name}`, signature, methodParameters(signature, same?.reflection))),
    `${summaryOf(said, context).split("\n\n")[0]} ${details}`.trim(),
  ].join("\n\n");
}

/** The parameters of a method. That one has a default is known of the function alone, which has the tensor before them. */
function methodParameters(signature: SignatureReflection, same: DeclarationReflection | undefined): Shown[] {
  const own = parametersOf(signature);
  if (same === undefined) return own;
  const [, ...given] = parametersOf(signaturesOf(same)[0]);
  return own.map((one, i) => ({ ...one, isOptional: one.isOptional || given[i]?.isOptional === true }));
}

/** What comes from other classes, as links to where it is told. */
function inherited(members: readonly DeclarationReflection[], { addresses, page }: Context): string {
  const byOwner = new Map<string, string[]>();
  for (const member of members) {
    const origin = addresses.originOf(member);
    if (origin === undefined) continue;
    const owner = origin.parent?.name ?? "";
    const link = `[\`${member.name}\`](${addresses.link(origin, page)})`;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), link]);
  }
  if (byOwner.size === 0) return "";
  const lines = [...byOwner].map(([owner, links]) => `From ${owner}: ${links.join(", ")}.`);
  return `## Inherited {#the-inherited}\n\n${lines.join("\n\n")}`;
}

function partition<T>(list: readonly T[], is: (one: T) => boolean): [T[], T[]] {
  return [list.filter(is), list.filter((one) => !is(one))];
}
