import { type Code, FunctionBuilder, type Local } from "./assembler.ts";
import { reservations } from "./scratch.ts";

/*
 * A kernel declares its parameters by name. Inside the kernel they are local variables. Outside, they are fields of the
 * arguments that it runs on. Only this file turns them into a list of numbers.
 */

/** An address in the scratch memory, or another whole number. Both have 32 bits. */
type Scalar = "address" | "i32";

/** Parameters may come in groups, and in lists. */
type Parameter = Scalar | Signature | readonly Parameter[];

/** The parameters of a kernel, in the order in which it takes them. */
export interface Signature {
  readonly [name: string]: Parameter;
}

/** The parameters inside a kernel. */
export type Locals<P> = P extends Scalar ? Local : { readonly [Name in keyof P]: Locals<P[Name]> };

/** A number for each parameter. */
export type Values<P> = P extends Scalar ? number : { readonly [Name in keyof P]: Values<P[Name]> };

/** The groups and lists among the parameters, which do not change from run to run. */
export type Fixed<S extends Signature> = {
  readonly [Name in keyof S as S[Name] extends Scalar ? never : Name]: Values<S[Name]>;
};

/** The arguments of a kernel. All other parameters are fields, to be set before the first run and between runs. */
export type Arguments<S extends Signature> = {
  -readonly [Name in keyof S as S[Name] extends Scalar ? Name : never]: number;
} & { readonly positional: readonly number[] };

/** A kernel that is not compiled yet. */
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

/** A list of `count` parameters, or groups of parameters, of one kind. */
export function list<const P extends Parameter>(count: number, item: P): readonly P[] {
  return Array.from({ length: count }, () => item);
}

function localsOf(f: FunctionBuilder, parameter: Parameter): unknown {
  if (typeof parameter === "string") return f.parameter("i32");
  if (isList(parameter)) return parameter.map((item) => localsOf(f, item));
  return Object.fromEntries(Object.entries(parameter).map(([name, item]) => [name, localsOf(f, item)]));
}

/** `Array.isArray` does not narrow readonly lists. */
function isList(parameter: Signature | readonly Parameter[]): parameter is readonly Parameter[] {
  return Array.isArray(parameter);
}

/** The place of a parameter in the list of numbers, or the places of the parameters of a group. */
type Plan = number | { readonly names: readonly (string | number)[]; readonly plans: readonly Plan[] };

function planOf(parameter: Parameter, nextPlace: () => number): Plan {
  if (typeof parameter === "string") return nextPlace();
  const names = isList(parameter) ? [...parameter.keys()] : Object.keys(parameter);
  const items = isList(parameter) ? parameter : Object.values(parameter);
  return { names, plans: items.map((item) => planOf(item, nextPlace)) };
}

function write(positional: number[], plan: Plan, values: unknown): void {
  if (typeof plan === "number") {
    positional[plan] = values as number;
    return;
  }
  const { names, plans } = plan;
  for (let i = 0; i < names.length; i++) {
    write(positional, plans[i], (values as Readonly<Record<string | number, unknown>>)[names[i]]);
  }
}

/** Fields are accessors of the list of numbers, so that setting a field costs no more than setting a number. */
interface Blocks {
  readonly create: new () => { readonly positional: number[] };
  /** The groups and lists. */
  readonly fixed: readonly { readonly name: string; readonly plan: Plan }[];
}

/** Kernels of one signature share one class of arguments, so engines see one class where fields are set. */
const known = new WeakMap<Signature, Blocks>();

function blocksOf(signature: Signature): Blocks {
  let count = 0;
  const plans = Object.entries(signature).map(([name, parameter]) => ({
    name,
    plan: planOf(parameter, () => count++),
  }));
  class Block {
    readonly positional: number[] = new Array<number>(count).fill(0);
  }
  for (const { name, plan: place } of plans) {
    if (typeof place !== "number") continue;
    Object.defineProperty(Block.prototype, name, {
      get(this: Block) {
        return this.positional[place];
      },
      set(this: Block, value: number) {
        this.positional[place] = value;
      },
    });
  }
  const blocks = { create: Block, fixed: plans.filter(({ plan }) => typeof plan !== "number") };
  known.set(signature, blocks);
  return blocks;
}

/** Makes arguments of a signature. They live as long as the reservations in the scratch memory, and are then reused. */
export function argumentsOf<S extends Signature>(signature: S): (fixed: Fixed<S>) => Arguments<S> {
  const { create, fixed } = known.get(signature) ?? blocksOf(signature);
  const made: { readonly positional: number[] }[] = [];
  let used = 0;
  let reservation = -1;
  return (values) => {
    if (reservation !== reservations()) {
      reservation = reservations();
      used = 0;
    }
    if (used === made.length) made.push(new create());
    const given = made[used++];
    for (let i = 0; i < fixed.length; i++) {
      const { name, plan } = fixed[i];
      write(given.positional, plan, (values as Readonly<Record<string, unknown>>)[name]);
    }
    return given as unknown as Arguments<S>;
  };
}
