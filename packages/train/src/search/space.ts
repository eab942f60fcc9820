import type { Generator } from "@gradiente/core";
import {
  aBoolean,
  aNumber,
  check,
  checkArgument,
  declareOptions,
  isPlain,
  oneOf,
  optionsOf,
} from "@gradiente/core/arguments";

/** A range of numbers from which parameters are drawn. */
export interface ParameterRange {
  /** The lower bound, included. */
  readonly low: number;
  /** The upper bound. It is included for whole numbers, and excluded otherwise. */
  readonly high: number;
  /** "log" draws uniformly in the logarithm, which suits learning rates and penalties. Default: "linear". */
  readonly scale?: "linear" | "log";
  /** Whether to draw whole numbers only. Default: false. */
  readonly whole?: boolean;
}

/**
 * The values to try for each parameter, by name: a list of values, or a {@link ParameterRange}. For a parallel trial, the
 * values are copied to worker threads, so they cannot be functions.
 */
export type Space = Readonly<Record<string, readonly unknown[] | ParameterRange>>;

/** One value of each parameter, by name. */
export type ParametersOf<S extends Space> = {
  readonly [Name in keyof S]: S[Name] extends readonly (infer Value)[] ? Value : number;
};

const isList = (values: readonly unknown[] | ParameterRange): values is readonly unknown[] =>
  Array.isArray(values);

const RANGE = declareOptions<ParameterRange>(
  { low: aNumber, high: aNumber, scale: oneOf("linear", "log"), whole: aBoolean },
  "low",
  "high",
);

const aSpace = check<Space>(
  "an object with a list of values or a range for each parameter",
  (value) => typeof value === "object" && value !== null && isPlain(value),
);

/** @throws RangeError if a list is empty, or if the bounds of a range are wrong. */
export function checkSpace(owner: string, space: Space): void {
  checkArgument(owner, "the space", space, aSpace);
  for (const [name, values] of Object.entries(space)) {
    const fail = (why: string) => new RangeError(`${owner}: parameter ${name}: ${why}`);
    if (isList(values)) {
      if (values.length === 0) throw fail("the list has no values");
      continue;
    }
    const {
      low,
      high,
      scale = "linear",
      whole = false,
    } = optionsOf(`${owner}: parameter ${name}`, values, RANGE);
    if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
      throw fail(`expected low < high, got low ${low} and high ${high}`);
    }
    if (scale === "log" && low <= 0) throw fail(`a log scale needs low > 0, not ${low}`);
    if (whole && !(Number.isInteger(low) && Number.isInteger(high))) {
      throw fail(`whole numbers need whole bounds, not ${low} and ${high}`);
    }
  }
}

/**
 * All combinations. The last parameter changes fastest.
 *
 * @throws TypeError if a parameter is a range, which has infinitely many values.
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

/** Draws each parameter independently: one draw per parameter, in the order of the space. */
export function sample<S extends Space>(space: S, generator: Generator): ParametersOf<S> {
  const drawn = Object.entries(space).map(([name, values]) => {
    const u = generator.uniform([], { dtype: "float64" }).item();
    return [name, isList(values) ? values[Math.floor(u * values.length)] : within(values, u)];
  });
  return Object.fromEntries(drawn) as ParametersOf<S>;
}

function within({ low, high, scale = "linear", whole = false }: ParameterRange, u: number): number {
  // Whole numbers are rounded down from a range that is larger by one, so that `high` is as likely as the others.
  const end = whole ? high + 1 : high;
  const value = scale === "log" ? low * (end / low) ** u : low + (end - low) * u;
  // Rounding may lead a little beyond.
  return Math.min(Math.max(whole ? Math.floor(value) : value, low), high);
}
