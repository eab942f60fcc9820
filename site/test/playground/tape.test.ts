import { grad, graphOf, hessian, type Tensor, tensor } from "@gradiente/core";
import { describe, expect, test } from "vitest";
import { derivativesOf } from "../../playground/tape/derivatives.ts";
import { type Expression, ExpressionError, parseExpression } from "../../playground/tape/expression.ts";
import { formulaOf, graphOfExpression, variablesOf } from "../../playground/tape/graph.ts";
import { layoutOf, NODE } from "../../playground/tape/layout.ts";
import { testOp } from "../../playground/tape/op-test.ts";
import { progressAfter, shortNumber, stepsOf } from "../../playground/tape/steps.ts";

/** With a pair of parentheses for each op. */
function written(expression: Expression): string {
  if (expression.kind === "number") return String(expression.value);
  if (expression.kind === "variable") return expression.name;
  return `${expression.op}(${expression.inputs.map(written).join(", ")})`;
}

describe("an expression", () => {
  test.each([
    ["a + b * c", "add(a, mul(b, c))"],
    ["a - b - c", "sub(sub(a, b), c)"],
    ["a / b * c", "mul(div(a, b), c)"],
    ["-x^2", "neg(pow(x, 2))"],
    ["2^-x", "pow(2, neg(x))"],
    ["a^b^c", "pow(a, pow(b, c))"],
    ["-(a + b) * 2", "mul(neg(add(a, b)), 2)"],
    ["sin(x*y) + exp(-x)", "add(sin(mul(x, y)), exp(neg(x)))"],
    [" 1.5e-3 * .5 ", "mul(0.0015, 0.5)"],
    ["x - -3", "sub(x, neg(3))"],
  ])("%s is read as %s", (text, expected) => {
    expect(written(parseExpression(text))).toBe(expected);
  });

  test.each([
    ["", "there is nothing yet", 0],
    ["x +", "something is missing at the end", 3],
    ["2x", 'an operator should stand before "x"', 1],
    ["foo(x)", "there is no function foo; there are sin,", 0],
    ["1 + sin", "sin needs an argument, as in sin(x)", 4],
    ["(x + 1", 'this "(" is never closed', 0],
    ["x)", 'an operator should stand before ")"', 1],
    ["x $ y", '"$" means nothing here', 2],
    ["* x", 'a number, a name or "(" should stand before "*"', 0],
    ["constructor(x)", "there is no function constructor", 0],
    ["x".repeat(201), "it has more than 200 characters", 200],
  ])("%j is refused: %s", (text, message, position) => {
    const error = (() => {
      try {
        return parseExpression(text);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ExpressionError);
    expect(error).toMatchObject({ position, message: expect.stringContaining(message) });
  });
});

/** Expressions of x and y, and the same as functions of tensors. */
const samples: readonly (readonly [string, (x: Tensor, y: Tensor) => Tensor])[] = [
  ["sin(x*y) + x^2", (x, y) => x.mul(y).sin().add(x.pow(2))],
  ["x*x*x + y", (x, y) => x.mul(x).mul(x).add(y)],
  ["sigmoid(x - 2*y) / sqrt(1 + y^2)", (x, y) => x.sub(y.mul(2)).sigmoid().div(y.pow(2).add(1).sqrt())],
  ["log(softplus(x)) * tanh(-y) - abs(y)", (x, y) => x.softplus().log().mul(y.neg().tanh()).sub(y.abs())],
  ["exp(cos(x) + relu(y)) * tan(x/y)", (x, y) => x.cos().add(y.relu()).exp().mul(x.div(y).tan())],
];

const AT = { x: 0.7, y: 1.3 };
const tensors = [tensor(AT.x, { dtype: "float64" }), tensor(AT.y, { dtype: "float64" })] as const;

describe.each(samples)("the tape of %s", (text, f) => {
  const graph = graphOfExpression(parseExpression(text));
  const found = derivativesOf(graph, AT);
  const of = (numbers: readonly number[], name: string) =>
    numbers[graph.findIndex((node) => node.name === name)];

  test("has the value and the gradient of the function", () => {
    expect(found.values.at(-1)).toBeCloseTo(f(...tensors).item(), 12);
    const [byX, byY] = grad(f)(...tensors);
    expect(of(found.first, "x")).toBeCloseTo(byX.item(), 12);
    expect(of(found.first, "y")).toBeCloseTo(byY.item(), 12);
    expect(found.first.at(-1)).toBe(1);
  });

  test("has the Hessian of the function", () => {
    const rows = hessian(f)(...tensors);
    for (const [i, row] of ["x", "y"].entries()) {
      for (const [j, column] of ["x", "y"].entries()) {
        expect(of(found.second[row], column)).toBeCloseTo(rows[i][j].item(), 10);
      }
    }
  });

  test("has a derivative by each node that finite differences agree with", () => {
    graph.forEach((node) => {
      if (node.source.kind === "op") return;
      const h = 1e-6;
      const at = (change: number) => {
        const moved = graph.map((each) =>
          each.id === node.id && each.source.kind === "number"
            ? { ...each, source: { ...each.source, value: each.source.value + change } }
            : each,
        );
        const variables = node.name in AT ? { ...AT, [node.name]: AT[node.name as "x"] + change } : AT;
        return derivativesOf(moved, variables).values.at(-1) as number;
      };
      expect(found.first[node.id]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
    });
  });

  test("is as long as what the library records, but for the constants", () => {
    const recorded = grad((x: Tensor, y: Tensor) => {
      const ops = graphOf(f(x, y)).nodes.filter(({ kind }) => kind === "op");
      expect(ops.length).toBe(graph.filter(({ source }) => source.kind === "op").length);
      return f(x, y);
    });
    recorded(...tensors);
    expect.assertions(1);
  });

  test("is drawn with nodes beside each other, and inputs above what uses them", () => {
    const { nodes, edges, width, height } = layoutOf(graph);
    nodes.forEach(({ x, y }, i) => {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(width);
      expect(y).toBeLessThan(height);
      for (const other of nodes.slice(i + 1)) {
        expect(Math.abs(x - other.x) >= NODE.width || Math.abs(y - other.y) >= NODE.height).toBe(true);
      }
    });
    for (const { from, to, through } of edges) {
      expect(nodes[from].y).toBeLessThan(nodes[to].y);
      expect(through[0]).toEqual(nodes[from]);
      expect(through.at(-1)).toEqual(nodes[to]);
    }
    expect(edges.length).toBe(graph.flatMap(({ inputs }) => inputs).length);
  });
});

describe("the steps", () => {
  const graph = graphOfExpression(parseExpression("x * y + x"));
  const found = derivativesOf(graph, { x: 2, y: -3 });

  test("tell where each number comes from", () => {
    expect(variablesOf(graph)).toEqual(["x", "y"]);
    expect(formulaOf(graph[2], graph)).toBe("x · y");
    expect(stepsOf(graph, found, "y").map(({ text }) => text)).toEqual([
      "x = 2, a variable",
      "y = −3, a variable",
      "v1 = x · y = 2 · −3 = −6",
      "v2 = v1 + x = −6 + 2 = −4",
      "∂f/∂v2 = 1: here the way back begins",
      "∂f/∂v1 = 1 · 1 = 1, from v2: what comes back, times the slope",
      "∂f/∂y = 1 · 2 = 2, from v1: what comes back, times the slope",
      "∂f/∂x = 1 · (−3) + 1 · 1 = −2, from v1 and v2: what comes back, times the slope",
      "∂²f/∂v2∂y = 0: how ∂f/∂v2 changes with y",
      "∂²f/∂v1∂y = 0: how ∂f/∂v1 changes with y",
      "∂²f/∂y∂y = 0: how ∂f/∂y changes with y",
      "∂²f/∂x∂y = 1: how ∂f/∂x changes with y",
    ]);
  });

  test("fill the tape one by one", () => {
    const steps = stepsOf(graph, found);
    expect(progressAfter(0, steps, found)).toEqual({ values: [], first: [], second: [] });
    expect(progressAfter(5, steps, found)).toEqual({
      values: [2, -3, -6, -4],
      first: [undefined, undefined, undefined, 1],
      second: [],
    });
    expect(progressAfter(8, steps, found).first).toEqual([-2, 2, 1, 1]);
  });

  test.each([
    [0, "0"],
    [-1.23456, "−1.2346"],
    [1e-7, "1.00e−7"],
    [123456, "1.23e+5"],
    [Number.NEGATIVE_INFINITY, "−∞"],
    [Number.NaN, "NaN"],
  ])("%d is shown as %s", (value, text) => expect(shortNumber(value)).toBe(text));
});

describe("an op tested", () => {
  const tested = (forward: string, derivative: string) =>
    testOp(parseExpression(forward), parseExpression(derivative), "−3 to 3", 0);

  test("passes with the right gradient", () => {
    expect(tested("x * sigmoid(x)", "sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))")).toEqual({
      passed: true,
      runs: 100,
    });
  });

  test.each([
    ["x * sigmoid(x)", "sigmoid(x)"],
    ["tanh(x)", "1 - tanh(x)"],
    ["x^3", "2 * x^2"],
    ["x^2", "2"],
  ])("%s fails with the derivative %s, and the counter-example is small", (forward, derivative) => {
    const { passed, counterExample } = tested(forward, derivative);
    expect(passed).toBe(false);
    expect(counterExample?.text).toMatch(/^tensor\(\[*-?[\d.e-]+\]*\)$/);
    expect(counterExample?.message).toMatch(/derivative of order 1 .* is wrong/);
    expect(tested(forward, derivative).counterExample).toEqual(counterExample);
  });

  test("speaks of x alone", () => {
    expect(() => tested("x * y", "y")).toThrow("the only variable here is x, not y");
  });
});
