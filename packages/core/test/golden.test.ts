import { type NestedArray, type Tensor, tensor, vjp } from "@gradiente/core";
import { expect, it } from "vitest";
import * as ops from "../src/ops/index.ts";
import { expectClose } from "./close.ts";
import golden from "./golden/ops.json" with { type: "json" };

/* Values and gradients worked out by PyTorch in float64: golden/ops.py writes golden/ops.json. */

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

type Options = {
  readonly axes?: readonly number[];
  readonly keepDims?: boolean;
  readonly exponent?: number;
  readonly index?: Stored;
  readonly condition?: Stored;
  readonly min?: number;
  readonly max?: number;
};

const numbers = ({ data }: Stored) => Float64Array.from(data, Number);
const load = (stored: Stored) => tensor(numbers(stored), { shape: stored.shape });

/** How the options of a case are passed to our op; those not listed take tensors alone. */
const calls: Record<string, (xs: Tensor[], options: Options) => Tensor> = {
  pow: ([x, y], { exponent }) => x.pow(y ?? (exponent as number)),
  gather: ([x], { axes, index }) => x.gather(load(index as Stored).cast("int32"), (axes as number[])[0]),
  indexSelect: ([x], { axes, index }) =>
    x.indexSelect(load(index as Stored).cast("int32"), (axes as number[])[0]),
  where: ([a, b], { condition }) =>
    load(condition as Stored)
      .cast("bool")
      .where(a, b),
  clip: ([x], { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }) => x.clip(min, max),
  softmax: ([x], { axes }) => x.softmax(axes),
  logSoftmax: ([x], { axes }) => x.logSoftmax(axes),
};

function call(op: string, xs: Tensor[], options: Options): Tensor {
  if (op in calls) return calls[op](xs, options);
  const f = (ops as unknown as Record<string, (...args: unknown[]) => Tensor>)[op];
  return "axes" in options ? f(xs[0], options.axes, options) : f(...xs);
}

/** Rounding of a few operations; near saturation PyTorch itself keeps only about 1e-16 absolutely. */
const tolerance = { relative: 1e-10, absolute: 1e-12 };

for (const { name, op, inputs, options, cotangent, output, gradients } of golden.cases) {
  it(name, () => {
    const { value, gradients: ours } = vjp(
      (...xs) => call(op, xs, options as Options),
      inputs.map(load),
      load(cotangent),
    );
    expect(value.shape).toEqual(output.shape);
    expectClose(plain(value), Array.from(numbers(output)), tolerance);
    expect(ours.length).toBe(gradients.length);
    ours.forEach((gradient, i) => {
      expect(gradient.shape).toEqual(gradients[i].shape);
      expectClose(plain(gradient), Array.from(numbers(gradients[i])), tolerance);
    });
  });
}

function plain(x: Tensor): NestedArray {
  return Array.from(x.toTypedArray());
}
