import { defineOp, type Tensor } from "@gradiente/core";
import { gradientMatches, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { type Expression, ExpressionError } from "./expression.ts";
import { applyOp } from "./ops.ts";
import { RANGES, type RangeName } from "./ranges.ts";

/* An op of one tensor x with a gradient of its own, tested as `@gradiente/testing` does. */

/** What a test says. */
export interface Verdict {
  /** Whether all random tensors passed. */
  readonly passed: boolean;
  /** The random tensors that were tried, but for those of shrinking. */
  readonly runs: number;
  /** The smallest tensor that fails; undefined if none does. */
  readonly counterExample?: {
    /** How often a failing tensor was made smaller. */
    readonly shrinks: number;
    /** As it would be written: `tensor([1, 2])`. */
    readonly text: string;
    /** What is wrong with it. */
    readonly message: string;
  };
}

/** The value of an expression in which x is a tensor. @throws ExpressionError for another variable. */
function evaluate(expression: Expression, x: Tensor): Tensor {
  switch (expression.kind) {
    case "number":
      return x.mul(0).add(expression.value);
    case "variable":
      if (expression.name !== "x")
        throw new ExpressionError(`the only variable here is x, not ${expression.name}`, 0);
      return x;
    case "op":
      return applyOp(
        expression.op,
        expression.inputs.map((input) => evaluate(input, x)),
      );
  }
}

/**
 * Tests whether one expression is the derivative of another, by `gradientMatches` on an op that says so.
 *
 * @param seed of the random tensors: the same seed gives the same verdict.
 * @throws ExpressionError for another variable than x.
 */
export function testOp(forward: Expression, derivative: Expression, range: RangeName, seed: number): Verdict {
  const op = defineOp({
    name: "op",
    forward: (x: Tensor) => evaluate(forward, x),
    gradient: (_y, x) => (dy) => dy.mul(evaluate(derivative, x)),
  });
  const [minimum, maximum] = RANGES[range];
  const property = gradientMatches((x) => op(x), [tensors({ minimum, maximum })]);
  const { failed, numRuns, numShrinks, counterexample, errorInstance } = fc.check(property, { seed });
  if (!failed) return { passed: true, runs: numRuns };
  if (errorInstance instanceof ExpressionError) throw errorInstance;
  const [[x]] = counterexample as [readonly Tensor[]];
  return {
    passed: false,
    runs: numRuns,
    counterExample: {
      shrinks: numShrinks,
      text: `tensor(${JSON.stringify(x.toArray())})`,
      message: errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    },
  };
}
