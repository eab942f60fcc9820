import { aBoolean, numeric, oneOf, whole } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { checkShape, formatShape, type Shape, ShapeError, sizeOf } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { checkReadable, type Stream, uniforms } from "./draws.ts";
import { gumbels } from "./gumbel-softmax.ts";

/** Options of {@link randint}. */
export interface RandintOptions {
  /** The smallest number. Default: 0. */
  readonly low?: number;
  /** The end, which is not included: an int32, or 2^31. */
  readonly high: number;
}

const RANDINT = /* @__PURE__ */ declareOptions<RandintOptions>(
  {
    low: /* @__PURE__ */ numeric("an int32", (value) => (value | 0) === value),
    high: /* @__PURE__ */ numeric("an int32, or 2^31", (value) => (value | 0) === value || value === 2 ** 31),
  },
  "high",
);

export function drawIntegers(stream: Stream, shape: Shape, options: RandintOptions): Tensor {
  const sizes = checkShape("randint", shape);
  const { low = 0, high } = optionsOf("randint", options, RANDINT);
  if (high <= low) {
    throw new RangeError(
      `randint: there is no whole number from ${low} to below ${high}; high must be larger`,
    );
  }
  // The largest u is 1 - 2^-53, so that rounding does not reach the end.
  const u = uniforms("randint", stream, sizes);
  checkReadable("randint", u);
  return inDType(
    u
      .mul(high - low)
      .floor()
      .add(low),
    "int32",
  );
}

/** Options of {@link categorical}. */
export interface CategoricalOptions {
  /**
   * How many classes to draw from each distribution, along a new last axis. Default: one, and no such axis.
   */
  readonly count?: number;
  /** Whether a class can be drawn again from the same distribution. Default: true. */
  readonly replacement?: boolean;
  /**
   * What the numbers are: `"logits"`, logarithms of probabilities up to a constant, or `"probabilities"`, which need not
   * add up to 1. Default: "logits".
   */
  readonly from?: "logits" | "probabilities";
}

const CATEGORICAL = /* @__PURE__ */ declareOptions<CategoricalOptions>({
  count: /* @__PURE__ */ whole(1),
  replacement: aBoolean,
  from: /* @__PURE__ */ oneOf("logits", "probabilities"),
});

export function drawClasses(stream: Stream, x: TensorLike, options?: CategoricalOptions): Tensor {
  const { count, replacement = true, from = "logits" } = optionsOf("categorical", options, CATEGORICAL);
  const given = toTensor("categorical", x);
  if (given.ndim === 0 || given.shape[given.ndim - 1] === 0) {
    throw new ShapeError(
      `categorical: ${from} must be [..., classes] with at least one class, not ${formatShape(given.shape)}`,
    );
  }
  const { shape } = given;
  const classes = shape[shape.length - 1];
  const batch = shape.slice(0, -1);
  const wide = inDType(given.detach(), "float64").reshape([sizeOf(batch), classes]);
  const logits = from === "logits" ? wide : wide.log();
  checkDistributions(wide, logits, from, replacement ? 1 : (count ?? 1));
  const drawn = replacement
    ? inverted(stream, logits, count ?? 1)
    : gumbels("categorical", stream, logits.shape)
        .add(logits)
        .topk(count ?? 1, -1).indices;
  return drawn.reshape(count === undefined ? batch : [...batch, count]);
}

function inverted(stream: Stream, logits: Tensor, count: number): Tensor {
  return classesAt(logits.softmax().cumsum(), uniforms("categorical", stream, [logits.shape[0], count]));
}

/** Where numbers from 0 to 1 fall among running sums of probabilities. A probability of 0 has no width. */
export function classesAt(sums: Tensor, u: Tensor): Tensor {
  const totals = sums.narrow(-1, sums.shape[1] - 1, 1);
  // A product that is rounded up to the total belongs to the last class that has a probability.
  const last = sums.searchSorted(totals);
  return sums.searchSorted(u.mul(totals), { side: "right" }).minimum(last);
}

/** @throws RangeError for the first row that is no distribution, or has too few classes that can be drawn. */
function checkDistributions(given: Tensor, logits: Tensor, from: string, least: number): void {
  const possible = logits.gt(Number.NEGATIVE_INFINITY).sum(-1);
  const wrong = from === "logits" ? given.isNaN().or(given.eq(Number.POSITIVE_INFINITY)) : given.ge(0).and(given.lt(Number.POSITIVE_INFINITY)).eq(false); // biome-ignore format: one line
  const bad = wrong.any(-1).or(possible.lt(least));
  const row = valuesOf("categorical", bad).indexOf(1);
  if (row < 0) return;
  const where = given.shape[0] === 1 ? "the distribution" : `distribution ${row} of ${given.shape[0]}`;
  const isWrong = valuesOf("categorical", wrong.any(-1))[row] === 1;
  const numbers = from === "logits" ? "finite or -Infinity" : "at least 0 and finite";
  const found = valuesOf("categorical", possible)[row];
  throw new RangeError(
    isWrong
      ? `categorical: ${from} must be ${numbers}, and those of ${where} are not`
      : `categorical: ${where} has ${found} classes of a probability above 0, and ${least} are to be drawn`,
  );
}
