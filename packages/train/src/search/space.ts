import type { Generator } from "@gradiente/core";

/** Numbers between two bounds. */
export interface ParameterRange {
  readonly low: number;
  /** Included for whole numbers. */
  readonly high: number;
  /** `log` draws evenly over orders of magnitude: for learning rates and penalties. Default: "linear". */
  readonly scale?: "linear" | "log";
  /** Whether to draw whole numbers only. Default: false. */
  readonly whole?: boolean;
}

/** What to try for each parameter, by name: a list of values, or a {@link ParameterRange}. Values must cross threads. */
export type Space = Readonly<Record<string, readonly unknown[] | ParameterRange>>;

/** One value for each parameter. */
export type ParametersOf<S extends Space> = {
  readonly [Name in keyof S]: S[Name] extends readonly (infer Value)[] ? Value : number;
};

const isList = (values: readonly unknown[] | ParameterRange): values is readonly unknown[] =>
  Array.isArray(values);

/** @throws RangeError for a list without values, or a range whose bounds do not fit. */
export function checkSpace(owner: string, space: Space): void {
  for (const [name, values] of Object.entries(space)) {
    const fail = (why: string) => new RangeError(`${owner}: parameter ${name}: ${why}`);
    if (isList(values)) {
      if (values.length === 0) throw fail("the list has no values");
      continue;
    }
    const { low, high, scale = "linear", whole = false } = values;
    if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
      throw fail(`expected low < high, got low ${low} and high ${high}`);
    }
    if (scale === "log" && low <= 0) throw fail(`a log scale begins above 0, not at ${low}`);
    if (whole && !(Number.isInteger(low) && Number.isInteger(high))) {
      throw fail(`whole numbers lie between whole bounds, not ${low} and ${high}`);
    }
  }
}

/**
 * All combinations, the last parameter changing fastest.
 *
 * @throws TypeError for a range: it has no end of values.
 */
export function combinations<S extends Space>(owner: string, space: S): ParametersOf<S>[] {
  const all = Object.entries(space).reduce<Record<string, unknown>[]>(
    (rows, [name, values]) => {
      if (!isList(values)) {
        throw new TypeError(`${owner}: parameter ${name} is a range; a grid needs a list of values to try`);
      }
      return rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
    },
    [{}],
  );
  return all as ParametersOf<S>[];
}

/** Each parameter drawn on its own: one draw a parameter, in the order of the space. */
export function sample<S extends Space>(space: S, generator: Generator): ParametersOf<S> {
  const drawn = Object.entries(space).map(([name, values]) => {
    const u = generator.uniform([], { dtype: "float64" }).item();
    return [name, isList(values) ? values[Math.floor(u * values.length)] : within(values, u)];
  });
  return Object.fromEntries(drawn) as ParametersOf<S>;
}

function within({ low, high, scale = "linear", whole = false }: ParameterRange, u: number): number {
  // Whole numbers are cut down from one beyond, so that each is as likely as any.
  const end = whole ? high + 1 : high;
  const value = scale === "log" ? low * (end / low) ** u : low + (end - low) * u;
  // Rounding may lead a little beyond.
  return Math.min(Math.max(whole ? Math.floor(value) : value, low), high);
}
