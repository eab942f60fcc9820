/*
 * A valid call of everything that a package exports and that can be called. The tables are typed by the packages themselves:
 * an export without an entry does not compile, nor does an option that no entry uses.
 */

// biome-ignore lint/suspicious/noExplicitAny: what any function is assignable to
type Callable = (...args: any) => unknown;
// biome-ignore lint/suspicious/noExplicitAny: what any class is assignable to
type Class = abstract new (...args: any) => any;

/** An options object with all of its options; any other value as it is. */
type Whole<Value> = Value extends
  | readonly unknown[]
  | ReadonlyMap<unknown, unknown>
  | Callable
  | string
  | number
  | boolean
  | null
  ? Value
  : Record<never, never> extends Value
    ? Required<Value>
    : Value;

type WholeArguments<Arguments extends readonly unknown[]> = number extends Arguments["length"]
  ? Arguments
  : { [Place in keyof Arguments]-?: Whole<Exclude<Arguments[Place], undefined>> };

/** A valid call: all arguments, with all options. They are made anew for each call. */
export type Sample<Arguments extends readonly unknown[]> =
  // TypeScript has no parameters for a readonly rest.
  | ([Arguments] extends [never] ? () => readonly unknown[] : never)
  | (() => WholeArguments<Arguments>)
  /** For options that exclude each other: several calls that use all of them together. */
  | { readonly several: readonly (() => Arguments)[] };

/** A call of a function that gives a function, or another thing that can be called, and then a call of that. */
export interface Curried<Arguments extends readonly unknown[], Result> {
  readonly first: Sample<Arguments>;
  readonly next: (result: Result) => readonly unknown[];
}

/** An instance of a class, and a call of each of its methods. */
export interface ClassSample<C extends Class> {
  /** Null if users do not call the constructor. */
  readonly construct: Sample<ConstructorParameters<C>> | null;
  readonly instance: () => InstanceType<C>;
  readonly methods: MethodSamples<InstanceType<C>, OwnMethods<InstanceType<C>>>;
}

type MethodSamples<Instance, Names extends keyof Instance> = {
  readonly [Name in Names]: Instance[Name] extends Callable ? Sample<Parameters<Instance[Name]>> : never;
};

/** Methods, without those that are ops, which are functions too. */
type OwnMethods<Instance> = {
  [Name in keyof Instance]: Instance[Name] extends Callable
    ? Name extends keyof import("@gradiente/core").Methods | symbol
      ? never
      : Name
    : never;
}[keyof Instance];

/** What can be called in a module; not the classes of errors, which users catch. */
type CallableNames<Module> = {
  [Name in keyof Module]: Module[Name] extends Class
    ? InstanceType<Module[Name]> extends Error
      ? never
      : Name
    : Module[Name] extends Callable
      ? Name
      : never;
}[keyof Module];

/** What a function is called with. Of one with several signatures, the last two: TypeScript shows those. */
type ArgumentsOf<F extends Callable> = F extends {
  (...args: infer One extends readonly unknown[]): unknown;
  (...args: infer Other extends readonly unknown[]): unknown;
}
  ? One | Other
  : Parameters<F>;

/** An entry for each name of a module that can be called. */
export type SamplesOf<Module> = {
  readonly [Name in CallableNames<Module>]: Module[Name] extends Class
    ? ClassSample<Module[Name]>
    : Module[Name] extends Callable
      ? Sample<ArgumentsOf<Module[Name]>> | Curried<ArgumentsOf<Module[Name]>, ReturnType<Module[Name]>>
      : never;
};

/** One call to abuse. */
export interface Call {
  /** As errors name it: `sum`, `Dense`, `Dense.forward`. */
  readonly name: string;
  readonly args: () => readonly unknown[];
  readonly run: (args: readonly unknown[]) => unknown;
}

type AnySample = (() => readonly unknown[]) | { readonly several: readonly (() => readonly unknown[])[] };

interface AnyCurried {
  readonly first: AnySample;
  readonly next: (result: never) => readonly unknown[];
}

interface AnyClass {
  readonly construct: AnySample | null;
  readonly instance: () => Readonly<Record<string, Callable>>;
  readonly methods: Readonly<Record<string, AnySample>>;
}

function each(sample: AnySample): readonly (() => readonly unknown[])[] {
  return typeof sample === "function" ? [sample] : sample.several;
}

/** All calls of a table, for the module that it is about. */
export function callsOf(module: object, samples: object): Call[] {
  const exported = module as Readonly<Record<string, Callable & (new (...args: unknown[]) => object)>>;
  const entries = Object.entries(samples) as [string, AnySample | AnyCurried | AnyClass][];
  return entries.flatMap(([name, entry]) => {
    const target = exported[name];
    if ("methods" in entry) return callsOfClass(name, target, entry);
    if ("first" in entry) return callsOfCurried(name, target, entry);
    return each(entry).map((args) => ({ name, args, run: (given) => target(...given) }));
  });
}

function callsOfCurried(name: string, target: Callable, { first, next }: AnyCurried): Call[] {
  return each(first).flatMap((args) => [
    { name, args, run: (given) => target(...given) },
    {
      name,
      args: () => next(target(...args()) as never),
      run: (given) => (target(...args()) as Callable)(...given),
    },
  ]);
}

function callsOfClass(
  name: string,
  target: new (...args: unknown[]) => object,
  { construct, instance, methods }: AnyClass,
): Call[] {
  const constructions = construct === null ? [] : each(construct);
  return [
    ...constructions.map((args): Call => ({ name, args, run: (given) => new target(...given) })),
    ...Object.entries(methods).flatMap(([method, sample]) =>
      each(sample).map(
        (args): Call => ({
          name: `${name}.${method}`,
          args,
          run: (given) => {
            const owner = instance();
            return owner[method](...given);
          },
        }),
      ),
    ),
  ];
}
