import { fullLike, type Tensor, Variable } from "@gradiente/core";

/**
 * One number in a Variable, where kernels can use it. The host remembers the number: it is read only if other code has
 * set the Variable, and it is uploaded only when it changes.
 */
export class NumberCell {
  readonly variable: Variable;
  /** The value that holds the number. If the Variable has another value, other code has set it. */
  #known: Tensor;
  #number: number;

  /** @param value the number as a scalar. All later scalars have its backend and dtype. */
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
