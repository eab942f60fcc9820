// Differentiates expressions, and tests gradients.
import { answer } from "../shared/remote.ts";
import { type Derivatives, derivativesOf } from "./derivatives.ts";
import { parseExpression } from "./expression.ts";
import type { TapeGraph } from "./graph.ts";
import { testOp, type Verdict } from "./op-test.ts";
import type { RangeName } from "./ranges.ts";

const handlers = {
  /** Values and derivatives of a graph. */
  differentiate(given: {
    readonly graph: TapeGraph;
    readonly variables: Readonly<Record<string, number>>;
  }): Derivatives {
    return derivativesOf(given.graph, given.variables);
  },
  /** Whether one expression is the derivative of another. */
  test(given: {
    readonly forward: string;
    readonly derivative: string;
    readonly range: RangeName;
    readonly seed: number;
  }): Verdict {
    const { forward, derivative, range, seed } = given;
    return testOp(parseExpression(forward), parseExpression(derivative), range, seed);
  },
};

export type TapeHandlers = typeof handlers;

answer(handlers);
