import { Layout, matrixRoutines, reference, type View } from "@gradiente/core/backend";
import { describe, expect, it } from "vitest";
import type { TypedArray } from "../src/arrays.ts";
import { MOST_AXES } from "../src/border.ts";
import { contractOn } from "../src/contract.ts";
import { binaryOn, unaryOn, whereOn } from "../src/elementwise.ts";
import { normalizeOn, reduceOn } from "../src/fold.ts";
import { foldIntegersOn } from "../src/integers.ts";
import { matricesOn } from "../src/matrices.ts";
import { copyOn, indexedOn } from "../src/move.ts";
import { argsortOn, scanOn } from "../src/scan.ts";

/* Views of as many axes as a kernel takes, whose elements are not side by side; and of one more, which the kernel leaves to others. */

type Operand = View<TypedArray>;

/** Three rows of four at both ends, with axes of one element between them. */
function shapeOf(axes: number): number[] {
  return [3, ...new Array<number>(axes - 2).fill(1), 4];
}

/** Columns are stored first. */
function turned(array: TypedArray, shape: readonly number[], strides: readonly number[]): Operand {
  const dtype = array instanceof Int32Array ? "int32" : array instanceof Uint8Array ? "bool" : "float32";
  return { buffer: array, layout: new Layout(shape, strides, 0), dtype };
}

function of(
  axes: number,
  Type: Float32ArrayConstructor | Int32ArrayConstructor,
  value: (i: number) => number,
): Operand {
  const strides = shapeOf(axes).map((_, i) => (i === axes - 1 ? 3 : 1));
  const array = new Type(12);
  for (let i = 0; i < 12; i++) array[i] = value(i);
  return turned(array, shapeOf(axes), strides);
}

function dense(array: TypedArray, shape: readonly number[]): Operand {
  const { strides } = Layout.dense(shape);
  return turned(array, shape, strides);
}

/** A kernel, what defines it, and a place for the result. */
interface Kernel {
  readonly out: (axes: number) => Operand;
  readonly native: (axes: number, out: Operand) => boolean;
  readonly plain: (axes: number, out: Operand) => void;
}

const sin = (axes: number) => of(axes, Float32Array, (i) => Math.sin(i) + 2);
const cos = (axes: number) => of(axes, Float32Array, (i) => Math.cos(3 * i));
const whole = (axes: number) => of(axes, Int32Array, (i) => (7 * i) % 5);
const places = (axes: number) => of(axes, Int32Array, (i) => (5 * i) % 3);
const chosen = (axes: number) => turned(Uint8Array.from({ length: 12 }, (_, i) => i % 2), shapeOf(axes), sin(axes).layout.strides); // biome-ignore format: a line

const floats = (axes: number) => dense(new Float32Array(12), shapeOf(axes));
const integers = (axes: number) => dense(new Int32Array(12), shapeOf(axes));
/** Where a fold of the last axis writes: all places of the axis are one. */
const folded = (Type: Float32ArrayConstructor | Int32ArrayConstructor) => (axes: number) =>
  turned(
    new Type(3),
    shapeOf(axes),
    shapeOf(axes).map((_, i) => (i === 0 ? 1 : 0)),
  );

const square = (axes: number) => dense(Float32Array.from([4, 1, 1, 1, 5, 2, 1, 2, 6]), [...new Array<number>(axes - 2).fill(1), 3, 3]); // biome-ignore format: a line
const like = (axes: number) => dense(new Float32Array(9), square(axes).layout.shape);
const exp = { name: "exp", parameters: [] } as const;
const div = { name: "div", parameters: [] } as const;
const sum = { name: "sum", parameters: [] } as const;
const cumsum = { name: "cumsum", parameters: [] } as const;

const kernels: Record<string, Kernel> = {
  unary: {
    out: floats,
    native: (axes, out) => unaryOn(exp, sin(axes), out),
    plain: (axes, out) => reference.unary(exp, sin(axes), out),
  },
  binary: {
    out: floats,
    native: (axes, out) => binaryOn(div, sin(axes), cos(axes), out),
    plain: (axes, out) => reference.binary(div, sin(axes), cos(axes), out),
  },
  where: {
    out: floats,
    native: (axes, out) => whereOn(chosen(axes), sin(axes), cos(axes), out),
    plain: (axes, out) => reference.where(chosen(axes), sin(axes), cos(axes), out),
  },
  reduce: {
    out: folded(Float32Array),
    native: (axes, out) => reduceOn(sum, sin(axes), out),
    plain: (axes, out) => reference.reduce(sum, sin(axes), out),
  },
  "reduce of integers": {
    out: folded(Int32Array),
    native: (axes, out) => foldIntegersOn(sum, whole(axes), out),
    plain: (axes, out) => reference.reduce(sum, whole(axes), out),
  },
  normalize: {
    out: floats,
    native: (axes, out) => normalizeOn("softmax", sin(axes), out),
    plain: (axes, out) => reference.normalize("softmax", sin(axes), out),
  },
  scan: {
    out: floats,
    native: (axes, out) => scanOn(cumsum, [sin(axes)], out),
    plain: (axes, out) => reference.scan(cumsum, [sin(axes)], out),
  },
  argsort: {
    out: integers,
    native: (axes, out) => argsortOn(cos(axes), true, out),
    plain: (axes, out) => reference.argsort(cos(axes), true, out),
  },
  copy: {
    out: floats,
    native: (axes, out) => copyOn(sin(axes), out),
    plain: (axes, out) => reference.copy(sin(axes), out),
  },
  gather: {
    out: floats,
    native: (axes, out) => indexedOn("gather", sin(axes), places(axes), axes - 1, out),
    plain: (axes, out) => reference.gather(sin(axes), places(axes), axes - 1, out),
  },
  contract: {
    out: like,
    native: (axes, out) => contractOn(square(axes), square(axes), out, axes - 2, 1),
    plain: (axes, out) => reference.contract(square(axes), square(axes), out, axes - 2, 1),
  },
  matrices: {
    out: like,
    native: (axes, out) => matricesOn(matrixRoutines.cholesky, [square(axes)], [out]),
    plain: (axes, out) => reference.matrices(matrixRoutines.cholesky, "cholesky", [square(axes)], [out]),
  },
};

describe(`a kernel takes ${MOST_AXES} axes`, () => {
  for (const [name, { out, native, plain }] of Object.entries(kernels)) {
    it(name, () => {
      const [mine, theirs] = [out(MOST_AXES), out(MOST_AXES)];
      plain(MOST_AXES, theirs);
      expect(native(MOST_AXES, mine)).toBe(true);
      const difference = mine.buffer.map(
        (value, i) => Math.abs(value - theirs.buffer[i]) / (1 + Math.abs(value)),
      );
      expect(Math.max(...difference)).toBeLessThan(1e-6);
      expect(theirs.buffer.some((value) => value !== 0)).toBe(true);
    });

    it(`${name}, and of one more does nothing`, () => {
      const untouched = out(MOST_AXES + 1);
      expect(native(MOST_AXES + 1, untouched)).toBe(false);
      expect(untouched.buffer.every((value) => value === 0)).toBe(true);
    });
  }
});

describe("normalize", () => {
  it("does nothing for a result whose elements are not side by side", () => {
    const out = of(2, Float32Array, () => 0);
    expect(normalizeOn("softmax", sin(2), out)).toBe(false);
    expect(out.buffer.every((value) => value === 0)).toBe(true);
  });
});
