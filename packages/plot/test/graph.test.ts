import { graphOf, type Tensor, tensor, traceGraph, Variable } from "@gradiente/core";
import { drawGraph, type Figure } from "@gradiente/plot";
import type { Element } from "@xmldom/xmldom";
import { describe, expect, it } from "vitest";
import { elements, marks, parse, textsOf } from "./svg.ts";

const x = new Variable(tensor(2));
const y = new Variable(tensor(3));
const names = new Map([["x", x], ["y", y]]); // biome-ignore format: one line
const z = () => x.mul(y).add(x).square();

interface Box {
  readonly label: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly element: Element;
}

/** The boxes of a drawing, by what a screen reader says of them. */
function boxesOf(figure: Figure): Box[] {
  return marks(parse(figure.toSVG()), "mark-rect").map((element) => {
    // The corners are rounded: these are the ends of lines and curves, all of them on the edge or inside.
    const numbers = numbersIn(element);
    const [xs, ys] = [0, 1].map((axis) => numbers.filter((_, i) => i % 2 === axis));
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const label = element.getAttribute("aria-label")!;
    return { label, left, top, right: Math.max(...xs), bottom: Math.max(...ys), element };
  });
}

function numbersIn(path: Element): number[] {
  expect(path.getAttribute("d")).toMatch(/^M[-\d.,MLCQZ]+$/);
  return path
    .getAttribute("d")!
    .match(/-?[\d.]+/g)!
    .map(Number);
}

/** Where each arrow begins and ends. */
function arrowsOf(figure: Figure): { from: [number, number]; to: [number, number] }[] {
  return marks(parse(figure.toSVG()), "mark-path")
    .filter((element) => element.hasAttribute("stroke"))
    .map((element) => {
      const numbers = element
        .getAttribute("d")!
        .match(/-?[\d.]+/g)!
        .map(Number);
      return { from: numbers.slice(0, 2) as [number, number], to: numbers.slice(-2) as [number, number] };
    });
}

/** The labels of the boxes at both ends of each arrow. */
function joined(figure: Figure): string[] {
  const boxes = boxesOf(figure);
  const at = ([u, v]: readonly [number, number]) => {
    const near = (box: Box) => u > box.left - 1 && u < box.right + 1 && v > box.top - 1 && v < box.bottom + 1;
    const found = boxes.filter(near);
    expect(found).toHaveLength(1);
    return found[0].label.replace(/^\w+: /, "").replace(/,.*/, "");
  };
  return arrowsOf(figure).map(({ from, to }) => `${at(from)} -> ${at(to)}`);
}

describe("drawGraph", () => {
  it("has a box for each step, and an arrow for each use", () => {
    const figure = drawGraph(z(), { names, title: "z" });
    expect(boxesOf(figure).map(({ label }) => label)).toEqual([
      "variable: x, []",
      "variable: y, []",
      "op: mul, []",
      "op: add, []",
      "op: square, []",
    ]);
    expect(joined(figure)).toEqual(["x -> mul", "y -> mul", "mul -> add", "x -> add", "add -> square"]);
    expect(elements(parse(figure.toSVG()), "title")[0].textContent).toBe("z");
  });

  it("has values and gradients, worked out by hand", () => {
    const figure = drawGraph(traceGraph(z, { names }));
    expect(boxesOf(figure).map(({ label }) => label)).toEqual([
      "variable: x, value 2, gradient 64",
      "variable: y, value 3, gradient 32",
      "op: mul, value 6, gradient 16",
      "op: add, value 8, gradient 16",
      "op: square, value 64, gradient 1",
    ]);
    expect(textsOf(parse(figure.toSVG()))).toEqual(
      expect.arrayContaining(["square", "value 64", "gradient 1", "x", "gradient 64", "variable"]),
    );
  });

  it("points down, or to the right, and no box lies on another", () => {
    for (const direction of ["down", "right"] as const) {
      const figure = drawGraph(traceGraph(z), { direction });
      const axis = direction === "down" ? 1 : 0;
      for (const { from, to } of arrowsOf(figure)) expect(to[axis]).toBeGreaterThan(from[axis]);
      const boxes = boxesOf(figure);
      for (const a of boxes)
        for (const b of boxes)
          if (a !== b)
            expect(a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top).toBe(true);
    }
    expect(drawGraph(z()).toSVG()).toBe(drawGraph(z(), { direction: "down" }).toSVG());
  });

  it("has an arrow for each operand, also where a value is taken twice, and constants with their values", () => {
    const f = () => {
      const e = x.exp();
      return e.mul(e).sub(1);
    };
    expect(joined(drawGraph(graphOf(f())))).toEqual([
      "variable -> exp",
      "exp -> mul",
      "exp -> mul",
      "mul -> sub",
      "constant -> sub",
    ]);
    const labels = boxesOf(drawGraph(traceGraph(f))).map(({ label }) => label);
    expect(labels.at(-1)).toBe("constant: 1");
  });

  it("names what names has, ops too, and says shapes and dtypes", () => {
    const w = new Variable(tensor([1, 2], { dtype: "float64" }));
    const named = new Map<string, Variable | Tensor>([["w", w]]);
    const a = w.square();
    named.set("a", a);
    const labels = boxesOf(drawGraph(a.sum(), { names: named })).map(({ label }) => label);
    expect(labels.slice(0, 3)).toEqual([
      "variable: w, [2] float64",
      "op: a = square, [2] float64",
      "op: sum, [1] float64",
    ]);
  });

  it("abridges values: a few are written out, of more the ends, with the number of those that are not finite", () => {
    const shown = (values: number[] | number[][]) => {
      const v = new Variable(tensor(values));
      return boxesOf(drawGraph(traceGraph(() => v.mul(1))))[0].label.replace(/.*value /, "");
    };
    expect(shown([[1, -2], [0.12346, 4]])).toBe("[[1, −2], [0.1235, 4]]"); // biome-ignore format: one line
    expect(shown([7, 7, 7, 7, 7, 7])).toBe("7");
    expect(shown([1, 2, 3, -4, 5])).toBe("−4 to 5");
    expect(shown([1, 2, 3, Number.NaN, -Infinity, 4])).toBe("1 to 4, 2 not finite");
    expect(shown([1e-7, 2.5e9])).toBe("[1e−7, 2.5e9]");
    expect(shown([Number.NaN, Infinity, -Infinity, Number.NaN, Infinity])).toBe("not finite");
    expect(shown([])).toBe("empty");
  });

  it("marks the result, and colours the others by their kind", () => {
    const figure = drawGraph(traceGraph(() => x.mul(3)));
    const boxes = boxesOf(figure).map(({ element }) => element);
    expect(boxes.map((box) => box.getAttribute("stroke-width"))).toEqual(["1", "2", "1"]);
    expect(new Set(boxes.map((box) => box.getAttribute("fill"))).size).toBe(3);
    const texts = textsOf(parse(figure.toSVG()));
    expect(texts.slice(-2)).toEqual(["variable", "constant"]);
  });

  it("puts a head at the end of each arrow, pointing into the box", () => {
    const figure = drawGraph(z());
    const paths = marks(parse(figure.toSVG()), "mark-path");
    const heads = paths.filter((element) => element.hasAttribute("fill") && !element.hasAttribute("stroke"));
    const ends = arrowsOf(figure).map(({ to }) => to);
    expect(heads).toHaveLength(ends.length);
    heads.forEach((element, i) => {
      const [x0, y0, x1, y1, x2, y2] = element
        .getAttribute("d")!
        .match(/-?[\d.]+/g)!
        .map(Number);
      expect([x0, y0]).toEqual(ends[i]);
      // The other corners lie above: arrows point down.
      expect(Math.max(y1, y2)).toBeLessThan(y0);
      expect(Math.hypot(x1 - x2, y1 - y2)).toBeCloseTo(7, 0);
    });
  });

  it("draws the same text twice", () => {
    const graph = traceGraph(z);
    expect(drawGraph(graph).toSVG()).toBe(drawGraph(graph).toSVG());
  });

  it("refuses constants, large graphs, names for a graph that has them, and other things", () => {
    expect(() => drawGraph(tensor(1))).toThrow(
      "drawGraph: there is nothing to draw: the tensor is a constant; compute it from Variables, outside of noGrad",
    );
    let deep = x.exp();
    for (let i = 0; i < 400; i++) deep = deep.neg();
    expect(() => drawGraph(deep)).toThrow("drawGraph: the graph has 402 boxes, and at most 400 are drawn");
    expect(() => drawGraph(graphOf(z()), { names })).toThrow(/drawGraph: this graph has its names already/);
    for (const wrong of [
      { nodes: 3 },
      { nodes: [{ id: 0 }], output: 0 },
      { nodes: new Array(2), output: 1 },
    ]) {
      expect(() => drawGraph(wrong as never)).toThrow(
        /drawGraph: x must be a tensor, or what graphOf or traceGraph gives/,
      );
    }
    expect(() => drawGraph("x" as never)).toThrow(/drawGraph: expected a tensor/);
    expect(() => drawGraph(z(), { names: { x } as never })).toThrow(/drawGraph: names must be a Map/);
  });
});
