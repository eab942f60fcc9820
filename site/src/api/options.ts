import {
  DeclarationReflection,
  type ReferenceType,
  type Reflection,
  ReflectionKind,
  type SomeType,
} from "typedoc";

/* What an object of options has, however its type is put together. */

/** A property of an object, and whether it can be left out there: `Partial` makes it so. */
export interface Member {
  readonly property: DeclarationReflection;
  readonly isOptional: boolean;
}

/** What the parameters of a generic type stand for. */
type Bindings = ReadonlyMap<Reflection, SomeType>;

/** What TypeScript's own types make of the members of their first argument. */
const MAKERS: Readonly<Record<string, (members: readonly Member[], keys: readonly string[]) => Member[]>> = {
  Partial: (members) => members.map((member) => ({ ...member, isOptional: true })),
  Required: (members) => members.map((member) => ({ ...member, isOptional: false })),
  Readonly: (members) => [...members],
  NoInfer: (members) => [...members],
  Pick: (members, keys) => members.filter(({ property }) => keys.includes(property.name)),
  Omit: (members, keys) => members.filter(({ property }) => !keys.includes(property.name)),
};

/** The members of an object type: an interface or what is built of some. Of classes and anything else there are none. */
export function membersOf(type: SomeType | undefined, bound: Bindings = new Map()): Member[] {
  switch (type?.type) {
    case "reflection":
      return membersIn(type.declaration);
    case "intersection":
      return all(type.types.map((part) => membersOf(part, bound)));
    case "union":
      return any(type.types.filter(isSomething).map((part) => membersOf(part, bound)));
    case "reference":
      return membersOfReference(type, bound);
    default:
      return [];
  }
}

/** The members that are written in an interface or an object type, or come from what an interface extends. */
export function membersIn({ children = [] }: DeclarationReflection): Member[] {
  return children.map(asMember);
}

/** A property as it was written. */
export function asMember(property: DeclarationReflection): Member {
  return { property, isOptional: property.flags.isOptional };
}

function membersOfReference(type: ReferenceType, bound: Bindings): Member[] {
  const { name, reflection: target, typeArguments = [] } = type;
  if (type.package === "typescript" && Object.hasOwn(MAKERS, name)) {
    return MAKERS[name](membersOf(typeArguments[0], bound), keysOf(typeArguments[1], bound));
  }
  // What an Array or an Error of the language has, everyone knows.
  if (target === undefined || type.package === "typescript") return [];
  const given = bound.get(target);
  if (given !== undefined) return membersOf(given, bound);
  if (!(target instanceof DeclarationReflection)) return [];
  if (target.kindOf(ReflectionKind.Interface)) return membersIn(target);
  if (!target.kindOf(ReflectionKind.TypeAlias)) return [];
  const inner = new Map(bound);
  target.typeParameters?.forEach((parameter, i) => {
    const argument = typeArguments[i] ?? parameter.default;
    if (argument !== undefined && !refersTo(argument, parameter)) inner.set(parameter, argument);
  });
  return membersOf(target.type, inner);
}

const refersTo = (type: SomeType, target: Reflection) =>
  type.type === "reference" && type.reflection === target;

/** The texts that a type of keys allows: `"a" | "b"`, or `keyof` an object. */
function keysOf(type: SomeType | undefined, bound: Bindings): string[] {
  if (type?.type === "literal") return [String(type.value)];
  if (type?.type === "union") return type.types.flatMap((part) => keysOf(part, bound));
  if (type?.type === "typeOperator" && type.operator === "keyof") {
    return membersOf(type.target, bound).map(({ property }) => property.name);
  }
  return [];
}

const isSomething = (type: SomeType) => !(type.type === "intrinsic" && type.name === "undefined");

/** The members of an object that has all of these parts. */
function all(parts: readonly (readonly Member[])[]): Member[] {
  return merged(parts, (found) => found.every(({ isOptional }) => isOptional));
}

/** The members of an object that has one of these parts. `loss?: undefined` says of a part that it has no loss. */
function any(parts: readonly (readonly Member[])[]): Member[] {
  const real = parts
    .map((part) => part.filter(({ property: { type } }) => type === undefined || isSomething(type)))
    .filter((part) => part.length > 0);
  return merged(real, (found) => found.length < real.length || found.some(({ isOptional }) => isOptional));
}

function merged(
  parts: readonly (readonly Member[])[],
  isOptional: (found: readonly Member[]) => boolean,
): Member[] {
  const members = parts.flat();
  const names = new Set(members.map(({ property }) => property.name));
  return [...names].map((name) => {
    const found = members.filter(({ property }) => property.name === name);
    return { property: found[0].property, isOptional: isOptional(found) };
  });
}
