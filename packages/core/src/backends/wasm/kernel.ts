import { type Code, FunctionBuilder, type Local } from "./assembler.ts";

/*
 * A kernel is declared by its parameters, which have names: inside they are local variables, outside the fields of what
 * it is run on. Only here do they become a list of numbers.
 */

/** Where something lies in the scratch memory, or another whole number: 32 bits, either way. */
type Scalar = "address" | "i32";

/** Parameters may come in groups, and in lists. */
type Parameter = Scalar | Signature | readonly Parameter[];

/** The parameters of a kernel, in the order in which it takes them. */
export interface Signature {
  readonly [name: string]: Parameter;
}

/** The parameters inside of a kernel. */
export type Locals<P> = P extends Scalar ? Local : { readonly [Name in keyof P]: Locals<P[Name]> };

/** A number for each parameter. */
export type Values<P> = P extends Scalar ? number : { readonly [Name in keyof P]: Values<P[Name]> };

/** What a kernel is run on. Those that are no groups and no lists can be set anew between one run and the next. */
export type Arguments<S extends Signature> = {
  -readonly [Name in keyof S as S[Name] extends Scalar ? Name : never]: number;
} & { readonly positional: readonly number[] };

/** A kernel that is yet to be compiled. */
export interface KernelSource<S extends Signature> {
  readonly signature: S;
  readonly code: FunctionBuilder;
}

export function kernel<const S extends Signature>(
  signature: S,
  body: (parameters: Locals<S>, f: FunctionBuilder) => Code,
): KernelSource<S> {
  const code = new FunctionBuilder();
  const parameters = localsOf(code, signature) as Locals<S>;
  return { signature, code: code.body(body(parameters, code)) };
}

/** So many parameters, or groups of them, of one kind. */
export function list<const P extends Parameter>(count: number, item: P): readonly P[] {
  return Array.from({ length: count }, () => item);
}

function localsOf(f: FunctionBuilder, parameter: Parameter): unknown {
  if (typeof parameter === "string") return f.parameter("i32");
  if (isList(parameter)) return parameter.map((item) => localsOf(f, item));
  return Object.fromEntries(Object.entries(parameter).map(([name, item]) => [name, localsOf(f, item)]));
}

/** `Array.isArray` does not know lists that must not change. */
function isList(parameter: Signature | readonly Parameter[]): parameter is readonly Parameter[] {
  return Array.isArray(parameter);
}

/** Makes arguments of a signature. Their fields are accessors of the list, so that setting one costs no more than that. */
export function argumentsOf<S extends Signature>(signature: S): (values: Values<S>) => Arguments<S> {
  class Named {
    readonly positional: number[] = [];

    constructor(values: Values<S>) {
      append(this.positional, signature, values);
    }
  }
  let count = 0;
  for (const name in signature) {
    const place = count;
    count += countIn(signature[name]);
    if (typeof signature[name] !== "string") continue;
    Object.defineProperty(Named.prototype, name, {
      get(this: Named) {
        return this.positional[place];
      },
      set(this: Named, value: number) {
        this.positional[place] = value;
      },
    });
  }
  return (values) => new Named(values) as unknown as Arguments<S>;
}

function append(positional: number[], parameter: Parameter, values: unknown): void {
  if (typeof parameter === "string") {
    positional.push(values as number);
  } else if (isList(parameter)) {
    for (let i = 0; i < parameter.length; i++) {
      append(positional, parameter[i], (values as readonly unknown[])[i]);
    }
  } else {
    for (const name in parameter) {
      append(positional, parameter[name], (values as Readonly<Record<string, unknown>>)[name]);
    }
  }
}

function countIn(parameter: Parameter): number {
  if (typeof parameter === "string") return 1;
  const items = isList(parameter) ? parameter : Object.values(parameter);
  return items.reduce((count, item) => count + countIn(item), 0);
}
