import { rand, vjp } from "@gradiente/core";
import { asFunction, floatsOf } from "../../packages/core/test/samples/calls.ts";
import { type OpName, samples } from "../../packages/core/test/samples/index.ts";
import { ops } from "../../packages/core/test/samples/ops.ts";
import type { Sample } from "../../packages/core/test/samples/sample.ts";
import type { Breaking } from "./breakable.ts";

/** In which ways the gradient of each op as a whole can be broken: none for an op without one. */
export function waysToBreak(): Map<OpName, readonly Breaking["how"][]> {
  const names = Object.keys(samples) as OpName[];
  return new Map(names.map((name) => [name, waysOf(name)]));
}

function waysOf(name: OpName): Breaking["how"][] {
  const op = ops[name];
  const rows: readonly Sample[] = samples[name];
  const flowing = new Set<number>();
  for (const { args, order = 3 } of rows) {
    if (order === 0) continue;
    const f = asFunction(op, args);
    const inputs = floatsOf(args);
    const y = f(...inputs);
    // Anything but ones, along which the gradient of softmax, for one, vanishes.
    const cotangent = y.mul(0).add(rand(y.shape, { dtype: "float64" }));
    vjp(f, inputs, cotangent).gradients.forEach((gradient, i) => {
      if (gradient.toTypedArray().some((value) => value !== 0)) flowing.add(i);
    });
  }
  return flowing.size === 0 ? [] : ["negated", "doubled", "second order lost", ...flowing];
}
