/** A sum that also adds up the rounding errors of its additions (Neumaier 1974). */
export class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#sum + value;
    // An infinite sum has no rounding error; the difference would be NaN.
    if (Number.isFinite(next)) {
      this.#lost +=
        Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    }
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}
