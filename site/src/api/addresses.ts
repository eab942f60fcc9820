import { dirname, relative } from "node:path/posix";
import { type DeclarationReflection, type ProjectReflection, type Reflection, ReflectionKind } from "typedoc";
import type { Names, Origin } from "../../../tooling/examples/module.ts";
import { type Entry, entries } from "./model.ts";
import { signaturesOf } from "./types.ts";

/** What is said of a kind of name, and the folder of its pages. Names that differ in case alone must not meet in one. */
const KINDS: readonly (readonly [kind: ReflectionKind, folder: string, title: string])[] = [
  [ReflectionKind.Class, "class", "Classes"],
  [ReflectionKind.Function, "function", "Functions"],
  [ReflectionKind.Namespace, "value", "Values"],
  [ReflectionKind.Variable, "value", "Values"],
  [ReflectionKind.Interface, "type", "Types"],
  [ReflectionKind.TypeAlias, "type", "Types"],
];

/** What a name is to its user: a constant that can be called is a function. */
export function kindOf(reflection: DeclarationReflection): ReflectionKind {
  const isCalled = reflection.kind === ReflectionKind.Variable && signaturesOf(reflection).length > 0;
  return isCalled ? ReflectionKind.Function : reflection.kind;
}

/** A public name and its page. */
export interface Named {
  readonly reflection: DeclarationReflection;
  readonly entry: Entry;
  /** The page, from the root of the site, without an ending: `api/core/function/sum`. */
  readonly page: string;
  /** Where the name stands on the page of its entry: `Functions`. */
  readonly title: string;
}

/** Where everything public is found. */
export class Addresses {
  readonly #byReflection = new Map<Reflection, Named>();
  /** The members that public classes declare themselves, by name and place in the sources. */
  readonly #declared = new Map<string, DeclarationReflection>();

  /** @throws Error if two pages would be one file where names do not differ by case. */
  constructor(project: ProjectReflection) {
    const taken = new Map<string, string>();
    for (const entry of entries) {
      const module = project.children?.find(({ sources }) => sources?.[0].fileName === entry.source);
      for (const reflection of module?.children ?? []) {
        const found = KINDS.find(([kind]) => kindOf(reflection) === kind);
        // What another entry has, too, is a reference to it.
        if (found === undefined) continue;
        const [, folder, title] = found;
        // A page `index` would be that of its folder.
        const file = reflection.name.toLowerCase() === "index" ? `${reflection.name}-` : reflection.name;
        const page = `${pageOf(entry)}/${folder}/${file}`;
        const other = taken.get(page.toLowerCase());
        if (other !== undefined)
          throw new Error(`${page} and ${other} are one file where case does not count`);
        taken.set(page.toLowerCase(), page);
        this.#byReflection.set(reflection, { reflection, entry, page, title });
        for (const member of reflection.children ?? []) {
          if (member.inheritedFrom === undefined) this.#declared.set(placeOf(member), member);
        }
      }
    }
  }

  get all(): readonly Named[] {
    return [...this.#byReflection.values()];
  }

  /** What each name can be imported from. A name that is a value and a type is a value. */
  get names(): Names {
    const names = new Map<string, Origin>();
    for (const { reflection, entry } of this.all) {
      const isType = reflection.kindOf([ReflectionKind.Interface, ReflectionKind.TypeAlias]);
      if (!isType || !names.has(reflection.name)) names.set(reflection.name, { from: entry.name, isType });
    }
    return names;
  }

  /** The function or class of a name, if it is public. */
  find(name: string, kind: ReflectionKind): Named | undefined {
    return this.all.find(({ reflection }) => reflection.name === name && kindOf(reflection) === kind);
  }

  /**
   * Where an inherited member is declared, if that is a public class. One of a class that is not public counts as the
   * heir's own: there is no other page for it.
   */
  originOf(member: DeclarationReflection): DeclarationReflection | undefined {
    return member.inheritedFrom === undefined ? undefined : this.#declared.get(placeOf(member));
  }

  /** The link to something from a page: to a name, or to a member of one. Undefined for what is not public. */
  link(target: Reflection, from: string): string | undefined {
    let owner: Reflection | undefined = target;
    let member: Reflection | undefined;
    while (owner !== undefined && !this.#byReflection.has(owner)) {
      member = owner.kindOf(ReflectionKind.SomeSignature) ? member : owner;
      owner = owner.parent;
    }
    const named = owner === undefined ? undefined : this.#byReflection.get(owner);
    if (named === undefined) return undefined;
    const anchor = member === undefined || owner === target ? "" : `#${anchorOf(member)}`;
    return `${relativeLink(named.page, from)}.html${anchor}`;
  }
}

function placeOf({ name, sources }: DeclarationReflection): string {
  return `${name} ${sources?.[0].fileName} ${sources?.[0].line}`;
}

/** The page of an entry, without `/index`: `api/train/node`. */
export function pageOf({ name }: Entry): string {
  return `api/${name.replace("@gradiente/", "")}`;
}

/** How one page of the site names another. */
export function relativeLink(page: string, from: string): string {
  const path = relative(dirname(from), page);
  return path.startsWith(".") ? path : `./${path}`;
}

/** The anchor of a member on the page of its owner. A static one may have the name of another. */
export function anchorOf({ name, flags }: Reflection): string {
  return (flags.isStatic ? "static-" : "") + name.replace(/\W/g, "");
}
