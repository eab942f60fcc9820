import {
  arange,
  type BackendName,
  checkGradients,
  chunk,
  concat,
  conv2d,
  einsum,
  eye,
  full,
  fullLike,
  getBackend,
  grad,
  IndexError,
  interpolate,
  oneHot,
  ones,
  rand,
  registerBackend,
  ShapeError,
  std,
  type Tensor,
  tensor,
  Variable,
  vjp,
  zeros,
} from "@gradiente/core";
import {
  aBoolean,
  aFunction,
  declareOptions,
  found,
  mapOf,
  oneOf,
  optionsOf,
  suggestion,
  whole,
} from "@gradiente/core/arguments";
import type { PartialBackend } from "@gradiente/core/backend";
import { describe, expect, expectTypeOf, it } from "vitest";

/* What is checked at the border: options by their table, arguments by what they must be. */

interface PouringOptions {
  readonly size: number;
  readonly keepDims?: boolean;
  readonly mode?: "hot" | "cold";
}

const POURING = declareOptions<PouringOptions>(
  { size: whole(1), keepDims: aBoolean, mode: oneOf("hot", "cold") },
  "size",
);

const pour = (options: unknown) => optionsOf("pour", options as PouringOptions, POURING);

describe("options", () => {
  it("are given back as they are; undefined is as good as none", () => {
    const options = { size: 2, mode: undefined };
    expect(pour(options)).toBe(options);
    expect(pour(Object.assign(Object.create(null), { size: 2 }))).toEqual({ size: 2 });
  });

  const refused: Record<string, [options: unknown, kind: new (...args: never[]) => Error, message: string]> = {
    "a slip": [{ size: 2, keepDim: true }, TypeError, 'pour: there is no option "keepDim"; did you mean keepDims?'],
    "another case": [{ size: 2, keepdims: true }, TypeError, 'pour: there is no option "keepdims"; did you mean keepDims?'],
    "a name of other libraries": [{ size: 2, kernel_size: 1 }, TypeError, 'pour: there is no option "kernel_size"; did you mean size?'],
    "nothing alike": [{ size: 2, colour: "red" }, TypeError, 'pour: there is no option "colour"; options are size, keepDims, mode'],
    "what objects inherit": [{ size: 2, constructor: 1 }, TypeError, 'pour: there is no option "constructor"; options are size, keepDims, mode'],
    "another type": [{ size: 2, keepDims: 1 }, TypeError, "pour: keepDims must be true or false, not 1"],
    "another of a closed set": [{ size: 2, mode: "warm" }, TypeError, 'pour: mode must be "hot" or "cold", not "warm"'],
    "a number out of bounds": [{ size: 0 }, RangeError, "pour: size must be a whole number >= 1, not 0"],
    "no number": [{ size: "2" }, TypeError, 'pour: size must be a whole number >= 1, not "2"'],
    "one without a default": [{}, TypeError, "pour: size must be a whole number >= 1, not undefined"],
    none: [undefined, TypeError, "pour: options are an object, { size: ... }, not undefined"],
    null: [null, TypeError, "pour: options are an object, { size: ... }, not null"],
    "a number": [3, TypeError, "pour: options are an object, { size: ... }, not 3"],
    "a list": [[1], TypeError, "pour: options are an object, { size: ... }, not [1]"],
    "a Map": [new Map([["size", 2]]), TypeError, "pour: options are an object, { size: ... }, not an object (Map)"],
  }; // biome-ignore format: one row a case

  it.each(Object.entries(refused))("refuses %s", (_, [options, kind, message]) => {
    expect(() => pour(options)).toThrow(kind);
    expect(() => pour(options)).toThrow(message);
  });

  it("have one check for each option of the type, no other, and of its type", () => {
    // @ts-expect-error no check for mode
    declareOptions<PouringOptions>({ size: whole(1), keepDims: aBoolean }, "size");
    // @ts-expect-error a check for an option that is not in the type
    declareOptions<PouringOptions>({ ...POURING.checks, colour: aBoolean }, "size");
    // @ts-expect-error a check of another type
    declareOptions<PouringOptions>({ ...POURING.checks, keepDims: whole(1) }, "size");
    // @ts-expect-error a check that refuses what the type allows
    declareOptions<PouringOptions>({ ...POURING.checks, mode: oneOf("hot") }, "size");
    // @ts-expect-error an option with a default is not needed
    declareOptions<PouringOptions>(POURING.checks, "mode");
    expectTypeOf(pour).returns.toEqualTypeOf<PouringOptions>();
  });

  it("of several names that are equally near, all are named", () => {
    const table = declareOptions<{ beta1?: number; beta2?: number; epsilon?: number; learningRate?: number }>(
      {
        beta1: whole(0),
        beta2: whole(0),
        epsilon: whole(0),
        learningRate: whole(0),
      },
    );
    const adviceFor = (name: string) => () => optionsOf("f", { [name]: 1 } as object, table);
    expect(adviceFor("betas")).toThrow("did you mean beta1 and beta2?");
    expect(adviceFor("lr")).toThrow("did you mean learningRate?");
    expect(adviceFor("learning_rate")).toThrow("did you mean learningRate?");
    expect(adviceFor("eps")).toThrow("did you mean epsilon?");
    expect(adviceFor("lerningrate")).toThrow("did you mean learningRate?");
  });

  it("an abbreviation is meant before a neighbour, and a slip before both", () => {
    expect(suggestion("lr", ["lo", "learningRate"])).toEqual(["learningRate"]);
    expect(suggestion("wd", ["weightDecay", "width", "id"])).toEqual(["weightDecay", "width"]);
    expect(suggestion("sie", ["size", "sigmoidEpsilon"])).toEqual(["size"]);
    expect(suggestion("kernel_size", ["kernelSizes", "size"])).toEqual(["kernelSizes"]);
  });

  it("is far from a name with a third of its letters and one more wrong, and from one letter of it", () => {
    expect(suggestion("abc", ["axy", "xyz"])).toEqual(["axy"]);
    expect(suggestion("abcdef", ["abcxyz", "abwxyz"])).toEqual(["abcxyz"]);
    expect([suggestion("s", ["size"]), suggestion("rt", ["learningRate"])]).toEqual([[], []]);
  });

  it("the same name in another spelling is meant before a part of it", () => {
    const table = declareOptions<{ size?: number; batchSize?: number }>({
      size: whole(0),
      batchSize: whole(0),
    });
    expect(() => optionsOf("f", { batch_size: 1 } as object, table)).toThrow(/did you mean batchSize\?$/);
  });
});

describe("what was found", () => {
  const cyclic: unknown[] = [1];
  cyclic.push(cyclic);
  const values: [value: unknown, words: string][] = [
    ["text", '"text"'],
    ["x".repeat(50), `"${"x".repeat(40)}..."`],
    ["x".repeat(40), `"${"x".repeat(40)}"`],
    [-0, "-0"],
    [3n, "3n"],
    [Symbol("s"), "a symbol"],
    [() => 1, "a function"],
    [[1, "a", undefined], '[1, "a", undefined]'],
    [new Array(2), "[undefined, undefined]"],
    [cyclic, "[1, [...]]"],
    [arange(20).toArray(), "[0, 1, 2, 3, 4, 5, 6, 7, ...]"],
    [[1, 2, 3, 4, 5, 6, 7, 8], "[1, 2, 3, 4, 5, 6, 7, 8]"],
    [Object.fromEntries([..."abcdefghij"].map((key) => [key, 1])), "an object with a, b, c, d, e, f, g, h"],
    [Object.create(null), "an object"],
    [{ a: 1, b: 2 }, "an object with a, b"],
    [new Map(), "an object (Map)"],
    [tensor(1), "an object (Tensor)"],
  ];
  it.each(values)("%# is put into words", (value, words) => {
    expect(found(value)).toBe(words);
  });

  it("a Map is checked with what it holds", () => {
    const numbers = mapOf<ReadonlyMap<string, number>>(
      "numbers by name",
      (value) => typeof value === "number",
    );
    expect(numbers.accepts(new Map([["a", 1]]))).toBe(true);
    expect(numbers.accepts(new Map([["a", "b"]]))).toBe(false);
    expect(numbers.accepts(new Map([[1, 1]]))).toBe(false);
    expect(numbers.accepts({})).toBe(false);
    expect(aFunction().accepts(class {})).toBe(true);
  });
});

describe("slips of newcomers", () => {
  const x = ones([2, 3]);
  const as = <T>(value: unknown) => value as T;
  const slips: Record<string, [run: () => unknown, message: string]> = {
    "no value": [() => full([2], as({ dtype: "float64" })), "full: the value must be a number, not an object with dtype"],
    "a Variable of an array": [() => new Variable(as([1, 2])), "Variable: the value must be a tensor, such as tensor([1, 2]), not [1, 2]"],
    "tensors without a list": [() => concat(as(x), as(x)), "concat: the first argument must be a list of tensors, as in concat([a, b]), not an object (Tensor)"],
    "keepdims": [() => x.sum(0, as({ keepdims: true })), 'sum: there is no option "keepdims"; did you mean keepDims?'],
    "an option of an op that passes it on": [() => x.mean(0, as({ keepdim: true })), 'mean: there is no option "keepdim"; did you mean keepDims?'],
    "unbiased": [() => std(x, 0, as({ unbiased: false })), 'std: there is no option "unbiased"; options are keepDims, correction'],
    "a mode of PyTorch": [() => interpolate(ones([1, 1, 2, 2]), as({ size: 4, mode: "nearest-exact" })), 'interpolate: mode must be "nearest", "nearestExact", "linear", "bilinear", "trilinear", "cubic", "bicubic" or "area", not "nearest-exact"'],
    "a shape as numbers": [() => zeros(as(2)), "zeros: a shape is a list of sizes such as [2, 3] or [], not 2"],
    "sizes one by one": [() => zeros(as(2), as(3)), "zeros: a shape is a list of sizes such as [2, 3] or [], not 2"],
    "sizes of random numbers one by one": [() => rand(as(2), as(3)), "rand: a shape is a list of sizes such as [2, 3] or [], not 2"],
    "options of another draw": [() => rand([2], as({ low: 1 })), 'rand: there is no option "low"; options are dtype'],
    "retain_graph": [() => new Variable(ones([1])).sum().backward(as({ retain_graph: true })), 'backward: there is no option "retain_graph"; did you mean createGraph?'],
    "options in the place of an axis": [() => x.argmax(as({ keepDims: true })), "argmax: axis an object with keepDims does not exist: axes are -2 to 1"],
    "something else than a backend": [
      () => {
        registerBackend("empty" as BackendName, () => ({}) as PartialBackend);
        x.to("empty" as BackendName);
      },
      'registerBackend: what create gives for "empty" must be a backend, with allocate, constant, write and read, not an object',
    ],
    "no function": [() => grad(as<(y: Tensor) => Tensor>(x)), "grad: f must be a function, not an object (Tensor)"],
    "no inputs": [() => vjp((y: Tensor) => y, []), "vjp: the inputs must be a list of 1 to 4096 tensors, not []"],
    "order 0": [() => checkGradients((y: Tensor) => y, [x], as({ order: 0 })), "checkGradients: order must be 1, 2 or 3, not 0"],
    "a tensor as options": [() => x.sum(0, as(x)), "sum: there is no option"],
    "no axes to permute": [() => x.permute(as(undefined)), "permute: the axes must be a list of all axes in their new order, not undefined"],
    "axes with holes": [() => x.permute(new Array<number>(2)), "permute: axis undefined does not exist: axes are -2 to 1"],
    "something else than an equation": [() => einsum(as(x)), 'einsum: the equation must be text such as "ij,jk->ik", not an object (Tensor)'],
    "a count that is ignored": [() => fullLike(x, 1, as({ shap: [2] })), 'fullLike: there is no option "shap"; did you mean shape?'],
  }; // biome-ignore format: one row a case

  it.each(Object.entries(slips))("%s", (_, [run, message]) => {
    expect(run).toThrow(message);
  });

  it("an index outside is named by the op that was called, at its place in the index", () => {
    const index = tensor([0, 7], { dtype: "int32" });
    const places = tensor([[0, 7]], { dtype: "int32" });
    const error = (run: () => unknown) => {
      try {
        run();
      } catch (thrown) {
        return thrown as IndexError;
      }
      throw new Error("nothing was thrown");
    };
    const selected = error(() => x.indexSelect(index, 1));
    expect(selected).toBeInstanceOf(IndexError);
    expect(selected.message).toBe("indexSelect: index 7 at [1] is outside of axis 1 of size 3 (0 to 2)");
    expect(selected.position).toEqual([1]);
    expect(error(() => x.takeAlongAxis(places, 1)).message).toMatch(/^takeAlongAxis: index 7 at \[0, 1\]/);
    expect(error(() => x.gather(places, 1)).message).toMatch(/^gather: index 7 at \[0, 1\]/);
    expect(error(() => x.scatterAdd(places, ones([1, 2]), 1)).message).toMatch(/^scatterAdd: index 7/);
    expect(error(() => x.scatter(places, ones([1, 2]), 1)).message).toMatch(/^scatter: index 7/);
    expect(error(() => x.indexSelect([0, 7], 1)).message).toMatch(/^indexSelect: index 7 at \[1\]/);
  });
});

describe("what used to end the process, or not to end", () => {
  const cyclic: number[] = [];
  cyclic.push(cyclic as unknown as number, 1);
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level++) deep = [deep];
  let shared: unknown = 1;
  for (let level = 0; level < 60; level++) shared = [shared, shared];
  const cases: Record<string, [run: () => unknown, kind: new (...args: never[]) => Error, message: RegExp]> = {
    "an array that contains itself": [() => tensor(cyclic), ShapeError, /^tensor: the arrays are nested more than 64 deep; does one contain itself\?$/],
    "arrays nested too deep": [() => tensor(deep as number[]), ShapeError, /nested more than 64 deep/],
    "one array again and again": [() => tensor(shared as number[]), ShapeError, /too many elements/],
    "a size that no engine has": [() => zeros([2 ** 40]), RangeError, /^zeros: 1099511627776 elements of float32 are too many: at most 2147483647 can be held$/],
    "a random size that no engine has": [() => rand([2 ** 40]), RangeError, /^rand: 1099511627776 elements of float32/],
    "a result that no engine has": [() => ones([2 ** 20, 1]).add(ones([2 ** 20])), RangeError, /^add: 1099511627776 elements of float32/],
    "a matrix that no engine has": [() => eye(2 ** 20), RangeError, /^eye: 1099511627776 elements of float32/],
    "more classes than fit": [() => oneHot(tensor([0], { dtype: "int32" }), 2 ** 40), RangeError, /^oneHot: 1099511627776 elements/],
    "a view that is longer than arrays": [() => ones([1]).expand([2 ** 40]).toTypedArray(), RangeError, /^toTypedArray: 1099511627776 elements/],
    "an axis that is longer than lists": [() => ones([1]).expand([2 ** 27]).toArray(), RangeError, /^toArray: a list of 134217728 places is too long: at most 67108864 are listed/],
    "more than JSON lists": [() => JSON.stringify(ones([1]).expand([2 ** 14, 2 ** 14])), RangeError, /^toJSON: a list of 268435456 places is too long/],
    "a size beyond numbers": [() => zeros([2 ** 40, 2 ** 40]), ShapeError, /^zeros: shape .* has too many elements to count$/],
    "a border that no engine has room for": [() => conv2d(ones([1, 1, 4, 4]), ones([1, 1, 3, 3]), { padding: 100_000, stride: 100_000 }), RangeError, /^conv2d: 40001600016 elements of float32 are too many/],
    "too many numbers": [() => arange(2 ** 40), RangeError, /^arange: 1099511627776 elements of float64 are too many/],
    "too many parts": [() => chunk(ones([2]), 2 ** 31), ShapeError, /^chunk: the number of parts .* not 2147483648$/],
    "too many places": [() => interpolate(ones([1, 1, 2]), { size: 2 ** 31 }), RangeError, /^interpolate: a list of 2147483648 places is too long/],
    "too many repetitions": [() => ones([2]).repeat([2 ** 31, 0]), RangeError, /^repeat: a list of 2147483648 places is too long/],
    "too many axes": [() => ones([1]).reshape(new Array<number>(65).fill(1)), ShapeError, /^reshape: a tensor has at most 64 axes, not 65$/],
    "too many inputs": [() => checkGradients((x: Tensor) => x, new Array<number>(200_000).fill(1)), TypeError, /a list of 1 to 4096 tensors/],
  }; // biome-ignore format: one row a case

  it.each(Object.entries(cases))("%s", (_, [run, kind, message]) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });

  it("polygamma of an order beyond factorials is infinite at once, with the sign of the nearest pole", () => {
    const x = tensor([2.5, -0.25, -0.75, 0, Number.NaN], { dtype: "float64" });
    expect(x.polygamma(2 ** 31).toArray()).toEqual([-Infinity, Infinity, -Infinity, Number.NaN, Number.NaN]);
    expect(x.polygamma(2 ** 31 + 1).toArray()).toEqual([Infinity, Infinity, Infinity, Infinity, Number.NaN]);
    // As orders that are computed.
    expect([...x.polygamma(4).sign().toTypedArray().slice(0, 3)]).toEqual([-1, 1, -1]);
    expect([...x.polygamma(5).sign().toTypedArray().slice(0, 3)]).toEqual([1, 1, 1]);
  });

  it("a tensor of many axes prints", () => {
    expect(String(ones(new Array<number>(18).fill(2)))).toContain("Tensor float32");
  });
});

it("what is refused leaves the backend as it was", () => {
  const before = getBackend();
  expect(() => zeros([2], { dtyp: "int32" } as object)).toThrow(
    'there is no option "dtyp"; did you mean dtype?',
  );
  expect(getBackend()).toBe(before);
});
