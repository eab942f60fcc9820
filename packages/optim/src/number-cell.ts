import { type DType, type Tensor, tensor, Variable } from "@gradiente/core";

/**
 * One number in a Variable, so that kernels find it there, whatever it is at the time. The host knows it too: nothing is
 * read, as long as nobody else sets the Variable, and nothing is uploaded, as long as the number stays.
 */
export class NumberCell {
  readonly variable: Variable;
  /** The value that has this number: another one has been set by somebody else. */
  #known: Tensor;
  #number: number;

  constructor(number: number, dtype: DType) {
    this.variable = new Variable(tensor(number, { dtype }), { trainable: false });
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
    this.variable.set(tensor(number, { dtype: this.variable.dtype }));
    this.#known = this.variable.value;
    this.#number = number;
  }
}
