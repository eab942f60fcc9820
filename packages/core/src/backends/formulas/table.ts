import type { DType } from "../../dtype.ts";
import { type Expression, type FloatType, type Formula, formulaOf, type LaneType } from "./expression.ts";

/** Of numbers of any kind, or of floating-point numbers only. */
type OfNumbers = <T extends LaneType>(...operands: Expression<T>[]) => Expression<T>;
type OfFloats = <T extends FloatType>(...operands: Expression<T>[]) => Expression<T>;

/** Formulas by name and dtype, each made when it is first asked for. */
export class Formulas {
  readonly #arity: number;
  readonly #all: ReadonlyMap<string, OfFloats>;
  readonly #integers: ReadonlyMap<string, OfNumbers>;
  readonly #made: Readonly<Record<LaneType, Map<string, Formula>>> = {
    float32: new Map(),
    float64: new Map(),
    int32: new Map(),
  };

  constructor(
    arity: number,
    ofNumbers: Readonly<Record<string, OfNumbers>>,
    ofFloats: Readonly<Record<string, OfFloats>> = {},
  ) {
    this.#arity = arity;
    this.#integers = new Map(Object.entries(ofNumbers));
    this.#all = new Map(Object.entries({ ...ofNumbers, ...ofFloats }));
  }

  get names(): readonly string[] {
    return [...this.#all.keys()];
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  /** Undefined where there is none for the dtype. */
  find(name: string, dtype: DType): Formula | undefined {
    if (dtype === "bool") return undefined;
    const known = this.#made[dtype].get(name);
    if (known !== undefined) return known;
    const made = this.#make(name, dtype);
    if (made !== undefined) this.#made[dtype].set(name, made);
    return made;
  }

  #make(name: string, dtype: LaneType): Formula | undefined {
    if (dtype === "int32") {
      const define = this.#integers.get(name);
      return define && formulaOf(define, dtype, this.#arity);
    }
    const define = this.#all.get(name);
    return define && formulaOf<FloatType>(define, dtype, this.#arity);
  }
}
