import type { Tensor } from "@gradiente/core";
import { aFunction, checkArgument } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/**
 * A plain function as a layer, in a Sequential for example. Variables that the function uses are not found: a layer with
 * Parameters is a class of its own.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense, Lambda, Sequential } from "@gradiente/nn";
 *
 * const model = new Sequential(new Lambda((x) => x.reshape([-1, 4])), new Dense(4, 2));
 * model.forward(ones([3, 2, 2])).shape; // [3, 2]
 * ```
 */
export class Lambda<Inputs extends readonly unknown[] = readonly [Tensor], Output = Tensor> extends Module<
  Inputs,
  Output
> {
  readonly #call: (...inputs: Inputs) => Output;

  /**
   * A layer that calls this function.
   *
   * @throws TypeError for what is no function.
   */
  constructor(call: (...inputs: Inputs) => Output) {
    super();
    checkArgument("Lambda", "the argument", call, aFunction());
    this.#call = call;
  }

  override forward(...inputs: Inputs): Output {
    return this.#call(...inputs);
  }

  protected override describe(): string {
    return this.#call.name;
  }
}
