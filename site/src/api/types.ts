import {
  DeclarationReflection,
  makeRecursiveVisitor,
  type ParameterReflection,
  type Reflection,
  ReflectionKind,
  type SignatureReflection,
  type SomeType,
  type TypeParameterReflection,
} from "typedoc";
import { type Context, escapeHtml } from "./text.ts";

/** A parameter as it is shown. */
export interface Shown {
  readonly name: string;
  readonly type: SomeType | undefined;
  readonly isOptional: boolean;
  readonly isRest: boolean;
  /** The reflection, for its comment; a part of a tuple has none. */
  readonly parameter?: ParameterReflection;
}

/** The parameters of a signature. One that is a tuple, as in methods made by a mapped type, is taken apart. */
export function parametersOf(signature: SignatureReflection): Shown[] {
  return (signature.parameters ?? []).flatMap((parameter): Shown[] => {
    const { type, flags } = parameter;
    if (flags.isRest && type?.type === "tuple") {
      return type.elements.map((element, i) => {
        const inner = element.type === "namedTupleMember" ? element : undefined;
        const given = inner?.element ?? element;
        const isRest = given.type === "rest";
        return {
          name: nameOf(inner?.name ?? `argument${i}`),
          type: isRest ? given.elementType : given,
          isOptional: inner?.isOptional ?? false,
          isRest,
        };
      });
    }
    const isOptional = flags.isOptional || parameter.defaultValue !== undefined;
    return [{ name: nameOf(parameter.name), type, isOptional, isRest: flags.isRest, parameter }];
  });
}

/** How a function is called, also if it is a constant of a type that tells so: `const sum: Reduce`. */
export function signaturesOf({
  kind,
  signatures,
  type,
}: DeclarationReflection): readonly SignatureReflection[] {
  if (signatures !== undefined) return signatures;
  if (kind !== ReflectionKind.Variable) return [];
  const target = type?.type === "reference" ? type.reflection : undefined;
  const declared = target instanceof DeclarationReflection ? target : undefined;
  return declared?.signatures ?? calledBy(declared?.type) ?? calledBy(type) ?? [];
}

function calledBy(type: SomeType | undefined): readonly SignatureReflection[] | undefined {
  return type?.type === "reflection" && type.declaration.children === undefined
    ? type.declaration.signatures
    : undefined;
}

/** A parameter that the source takes apart has no name there. */
function nameOf(name: string): string {
  // What is marked in the types of functions is told apart here.
  const plain = name.replace(/^\.\.\.|\?$/g, "");
  return plain.startsWith("__") || /^rest_\d+$/.test(plain) ? "options" : plain;
}

const typeText = (type: SomeType | undefined): string => type?.toString() ?? "unknown";

/** A signature as TypeScript, `head` before its parameters: `softmax(x: TensorLike, axes?: Axes): Tensor`. */
export function signatureText(
  head: string,
  signature: SignatureReflection,
  parameters: readonly Shown[] = parametersOf(signature),
): string {
  const shown = parameters.map(
    ({ name, type, isOptional, isRest }) =>
      `${isRest ? "..." : ""}${name}${isOptional && !isRest ? "?" : ""}: ${typeText(type)}`,
  );
  const isMade = signature.kindOf(ReflectionKind.ConstructorSignature);
  const end = isMade ? "" : `: ${typeText(signature.type)}`;
  const start = `${head}${typeParametersText(signature.typeParameters)}`;
  const line = `${start}(${shown.join(", ")})${end}`;
  return line.length <= 84 ? line : `${start}(\n${shown.map((one) => `  ${one},\n`).join("")})${end}`;
}

/** `<Count extends number>`. */
export function typeParametersText(parameters: readonly TypeParameterReflection[] | undefined): string {
  if (parameters === undefined || parameters.length === 0) return "";
  const texts = parameters.map(({ name, type, default: initial }) =>
    [name, type && `extends ${typeText(type)}`, initial && `= ${typeText(initial)}`]
      .filter(Boolean)
      .join(" "),
  );
  return `<${texts.join(", ")}>`;
}

/** The reflections that a type names. */
export function referencesOf(type: SomeType | undefined): Reflection[] {
  const found: Reflection[] = [];
  type?.visit(
    makeRecursiveVisitor({
      reference: ({ reflection }) => {
        if (reflection?.kindOf(ReflectionKind.TypeParameter) === false) found.push(reflection);
      },
    }),
  );
  return found;
}

/** What TypeDoc could not take apart in a type, and left as a text: an intersection with a choice in it. */
export function unresolvedIn(type: SomeType | undefined): string {
  const texts: string[] = [];
  type?.visit(makeRecursiveVisitor({ unknown: ({ name }) => void texts.push(name) }));
  return texts.join(" ");
}

/** A type in one line as HTML, with links to the public types that it names. */
export function typeHtml(type: SomeType | undefined, { addresses, page }: Context): string {
  const links = new Map(referencesOf(type).map((target) => [target.name, addresses.link(target, page)]));
  const html = escapeHtml(typeText(type)).replace(/[A-Za-z_]\w*/g, (name) => {
    const link = links.get(name);
    return link === undefined ? name : `<a href="${link}">${name}</a>`;
  });
  return `<code v-pre>${html.replaceAll("|", "&#124;").replace(/\s+/g, " ")}</code>`;
}
