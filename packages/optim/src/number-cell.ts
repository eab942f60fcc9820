import { type DType, full, type Tensor, Variable } from "@gradiente/core";

/**
 * One number in a Variable, where kernels find it. The host remembers it: nothing is read unless somebody else has set
 * the Variable, and nothing is uploaded unless the number changes.
 */
export class NumberCell {
  readonly variable: Variable;
  /** The value that has this number. If the Variable has another value, somebody else has set it. */
  #known: Tensor;
  #number: number;

  constructor(number: number, dtype: DType) {
    this.variable = new Variable(full([], number, { dtype }), { trainable: false });
    this.#known = this.variable.value;
    this.#number = number;
  }

  get(): number {
    const { value } = this.variable;
    if (value !== this.#known) {
      this.#known = value;
      this.#number = value.item();
    }
    return this.#number;
  }

  set(number: number): void {
    if (this.variable.value === this.#known && Object.is(number, this.#number)) return;
    this.variable.set(full([], number, { dtype: this.variable.dtype }));
    this.#known = this.variable.value;
    this.#number = number;
  }
}
