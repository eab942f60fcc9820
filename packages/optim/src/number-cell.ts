import { fullLike, type Tensor, Variable } from "@gradiente/core";

/**
 * One number in a Variable, where kernels find it. The host remembers it: nothing is read unless somebody else has set
 * the Variable, and nothing is uploaded unless the number changes.
 */
export class NumberCell {
  readonly variable: Variable;
  /** The value that has this number. If the Variable has another value, somebody else has set it. */
  #known: Tensor;
  #number: number;

  /** @param value the number as a scalar, on the backend and of the dtype that all later ones have. */
  constructor(number: number, value: Tensor) {
    this.variable = new Variable(value, { trainable: false });
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
    this.variable.set(fullLike(this.variable, number));
    this.#known = this.variable.value;
    this.#number = number;
  }
}
