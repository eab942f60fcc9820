import { type BackendName, registerBackend, type TypedArray } from "@gradiente/core";
import { Layout, type PartialBackend, reference, type View } from "@gradiente/core/backend";
import { conformance } from "@gradiente/testing";
import { describe, expect, it } from "vitest";

describe("the plain loops", () => {
  for (const { name, run } of conformance("reference")) it(name, run);
});

type ArrayView = View<TypedArray>;
type Faulty = Partial<PartialBackend<TypedArray>>;

/** The same elements as if they lay one after another from the start. */
function asDense({ buffer, dtype, layout }: ArrayView): ArrayView {
  return { buffer, layout: Layout.dense(layout.shape), dtype };
}

/** The buffer, where no elements lie between those of the view. */
function shown(x: ArrayView): TypedArray {
  const { contiguous, offset, size } = x.layout;
  return contiguous ? (x.buffer.subarray(offset, offset + size) as TypedArray) : reference.readNow(x);
}

/** Something that a backend may do wrong, and the check that finds it, with what that says. */
interface Found {
  readonly fault: Faulty;
  readonly check: string;
  readonly says: RegExp;
}

/** Chances of so many bits are turned round. */
function chances(wrong: number): Found {
  return {
    fault: {
      random: (f, state, out, next) => {
        reference.random(f, state, out, next);
        if (f.name !== "bernoulli" || f.parameters[1] !== wrong) return;
        for (let i = 0; i < out.buffer.length; i++) out.buffer[i] = 1 - out.buffer[i];
      },
    },
    check: "random numbers are the same bits, and leave the same state",
    says: /bernoulli numbers of bool.*of output 0/,
  };
}

const faults: Record<string, Found> = {
  "a function is an approximation": {
    fault: {
      unary: (f, x, out) => {
        reference.unary(f, x, out);
        if (f.name === "tanh") for (let i = 0; i < out.buffer.length; i++) out.buffer[i] *= 1 + 2e-6;
      },
    },
    check: "tanh of float32",
    says: /^tanh of float32: .* where the plain loops give .* at place/,
  },
  "signs of zeros are lost": {
    fault: {
      unary: (f, x, out) => {
        reference.unary(f, x, out);
        for (let i = 0; i < out.buffer.length; i++) out.buffer[i] += 0;
      },
    },
    check: "neg of float64",
    says: /^neg of float64: 0 where the plain loops give -0/,
  },
  "NaN is lost in a maximum": {
    fault: {
      binary: (f, a, b, out) => {
        reference.binary(f, a, b, out);
        if (f.name !== "maximum") return;
        for (let i = 0; i < out.buffer.length; i++)
          if (Number.isNaN(a.buffer[i])) out.buffer[i] = b.buffer[i];
      },
    },
    check: "maximum of float32",
    says: /^maximum of float32: .* NaN/,
  },
  "integers are multiplied in double precision": {
    fault: {
      binary: (f, a, b, out) => {
        reference.binary(f, a, b, out);
        if (f.name !== "mul" || a.dtype !== "int32" || !a.layout.contiguous) return;
        for (let i = 0; i < out.buffer.length; i++) out.buffer[i] = a.buffer[i] * b.buffer[i];
      },
    },
    check: "mul of int32",
    says: /^mul of int32/,
  },
  "strides are forgotten": {
    fault: { binary: (f, a, b, out) => reference.binary(f, asDense(a), b, out) },
    check: "functions of operands in any layout",
    says: /(add|sub|mul|maximum|minimum|eq|ne|gt|ge|lt|le) of .* where the plain loops give/,
  },
  "a choice is turned round": {
    fault: { where: (condition, a, b, out) => reference.where(condition, b, a, out) },
    check: "where, of every dtype and any layout",
    says: /where of/,
  },
  "an input is used as scratch": {
    fault: {
      where: (condition, a, b, out) => {
        reference.where(condition, a, b, out);
        if (b.layout.size > 0) b.buffer[b.layout.offset] = 77;
      },
    },
    check: "where, of every dtype and any layout",
    says: /where of .*: the kernel has changed its input 2/,
  },
  "a remainder of a division by 0 is 0": {
    fault: {
      binary: (f, a, b, out) => {
        try {
          reference.binary(f, a, b, out);
        } catch {
          out.buffer.fill(0);
        }
      },
    },
    check: "quotients and remainders of integers, and none of a division by 0",
    says: /^mod of int32: a RangeError that begins with 'mod:' is wanted, and nothing was raised/,
  },
  "a program rounds once, at the end": {
    fault: {
      elementwise: (program, inputs, outputs) => {
        const wide = (view: ArrayView): ArrayView => ({ ...view, buffer: Float64Array.from(view.buffer), dtype: "float64" }); // biome-ignore format: a line
        const results = outputs.map(wide);
        reference.elementwise(program, inputs.map(wide), results);
        for (const [i, { buffer }] of outputs.entries()) buffer.set(results[i].buffer);
        return true;
      },
    },
    check: "a program gives the bits of its functions one by one, or is refused",
    says: /a program of float32/,
  },
  "a sum is not pairwise": {
    fault: {
      reduce: (f, x, out) => {
        reference.reduce(f, x, out);
        if (f.name !== "sum" || x.dtype !== "float32" || out.layout.step !== 0 || x.layout.size === 0) return;
        const values = reference.readNow(x);
        let sum = 0;
        for (let i = 0; i < values.length; i++) sum = Math.fround(sum + values[i]);
        out.buffer[out.layout.offset] = sum * (1 + 1e-5);
      },
    },
    check: "sum over any axes",
    says: /sum of float32/,
  },
  "a fold of nothing leaves what was there": {
    fault: {
      reduce: (f, x, out) => {
        if (x.layout.size > 0) reference.reduce(f, x, out);
      },
    },
    check: "prod over any axes",
    says: /prod of .*: NaN where the plain loops give 1|prod of int32: -1515870811 where the plain loops give 1/,
  },
  "NaN is lost in a fold": {
    fault: {
      reduce: (f, x, out) => {
        const buffer = x.buffer.slice() as TypedArray;
        for (let i = 0; i < buffer.length; i++) if (Number.isNaN(buffer[i])) buffer[i] = 0;
        reference.reduce(f, { ...x, buffer }, out);
      },
    },
    check: "sum, max and min of a row with NaN in it are NaN",
    says: /^sum of float32: 999 where the plain loops give NaN/,
  },
  "a state is kept in single precision": {
    fault: {
      scan: (f, inputs, out) => {
        reference.scan(f, inputs, out);
        if (f.name !== "cumsum" || out.dtype !== "float64") return;
        for (let i = 0; i < out.buffer.length; i++) out.buffer[i] = Math.fround(out.buffer[i] / 3) * 3;
      },
    },
    check: "cumsum along the last axis",
    says: /cumsum of float64/,
  },
  "order is not stable": {
    fault: {
      argsort: (x, descending, out) => {
        reference.argsort(x, descending, out);
        const { shape } = out.layout;
        const size = shape[shape.length - 1];
        if (!descending || size === 0) return;
        for (let at = 0; at < out.buffer.length; at += size) out.buffer.subarray(at, at + size).reverse();
      },
    },
    check: "argsort is stable in both directions, with NaN as the largest",
    says: /argsort of .*, descending/,
  },
  "softmax overflows": {
    fault: {
      normalize: (kind, x, out) => {
        reference.normalize(kind, x, out);
        const values = reference.readNow(x);
        for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > 700) out.buffer[i] = Number.NaN;
      },
    },
    check: "softmax and its logarithm, of rows of any length and magnitude",
    says: /oftmax of .*: NaN where/,
  },
  "a routine ignores epsilon": {
    fault: {
      routine: (f, parameters, inputs, outputs) =>
        reference.routine(f, { ...(parameters as object), epsilon: 0 }, inputs, outputs),
    },
    check: "the routine standardize, of rows and columns of any length",
    says: /^standardize of float/,
  },
  "a routine takes nothing away": {
    fault: {
      routine: (f, parameters, inputs, outputs) =>
        reference.routine(f, { ...(parameters as object), centred: false }, inputs, outputs),
    },
    check: "the routine standardizeBack, of rows and columns of any length",
    says: /^standardizeBack of float/,
  },
  "a product loses its last term": {
    fault: {
      contract: (a, b, out, batch, inner) => {
        reference.contract(a, b, out, batch, inner);
        if (a.layout.size > 100) out.buffer[out.layout.offset] += 0.5;
      },
    },
    check: "contract: sums of products over any axes, in any layout",
    says: /contract of/,
  },
  "sums of no products leave what was there": {
    fault: {
      contract: (a, b, out, batch, inner) => {
        if (a.layout.size > 0 && b.layout.size > 0) reference.contract(a, b, out, batch, inner);
      },
    },
    check: "contract: sums of products over any axes, in any layout",
    says: /contract of .* where the plain loops give 0/,
  },
  "what falls on one place is overwritten": {
    fault: {
      contract: (a, b, out, batch, inner) => {
        const layout = Layout.dense(out.layout.shape);
        const product = { buffer: reference.allocate(out.dtype, layout.size), layout, dtype: out.dtype };
        reference.contract(a, b, product, batch, inner);
        reference.copy(product, out);
      },
    },
    check: "contract adds up what falls on one place, to what is there",
    says: /contract of/,
  },
  "a copy fills gaps": {
    fault: {
      copy: (x, out) => {
        reference.copy(x, out);
        if (out.layout.offset > 0) out.buffer[0] = 9;
      },
    },
    check: "copies of float32",
    says: /copy of float32 to float32: 9 where the plain loops give NaN, at place 0/,
  },
  "bool keeps other numbers than 0 and 1": {
    fault: {
      copy: (x, out) => {
        if (out.dtype !== "bool" || x.dtype !== "int32") return reference.copy(x, out);
        const wide = { ...out, buffer: Int32Array.from(out.buffer), dtype: "int32" as const };
        reference.copy(x, wide);
        out.buffer.set(wide.buffer);
      },
    },
    check: "casts of int32 to bool",
    says: /copy of int32 to bool/,
  },
  "a cast wraps around": {
    fault: {
      copy: (x, out) => {
        try {
          reference.copy(x, out);
        } catch {
          out.buffer.set(Int32Array.from(x.buffer));
        }
      },
    },
    check: "casts to int32 of what has no int32 are refused, wherever it stands",
    says: /^copy of float32 to int32: for NaN at 0 a RangeError that begins with 'cast:' is wanted/,
  },
  "fill takes the buffer for the view": {
    fault: {
      fill: (value, out) => {
        out.buffer.fill(value);
      },
    },
    check: "fill writes one value to every place of a view, and to no other",
    says: /fill of/,
  },
  "accumulate replaces": {
    fault: { accumulate: (x, out) => reference.copy(x, out) },
    check: "accumulate adds to what is there, also where places overlap",
    says: /accumulate of/,
  },
  "the first of several updates stays": {
    fault: {
      scatter: (updates, index, axis, out) => {
        const backwards = (view: ArrayView): ArrayView => {
          const { shape } = view.layout;
          return {
            ...view,
            layout: view.layout.slice(shape.map((size) => ({ start: size - 1, step: -1, size }))),
          };
        };
        const along = (view: ArrayView): ArrayView => {
          const spans = view.layout.shape.map((size, i) => (i === axis ? { start: 0, step: 1, size } : { start: size - 1, step: -1, size })); // biome-ignore format: a line
          return { ...view, layout: view.layout.slice(spans) };
        };
        reference.scatter(backwards(updates), backwards(index), axis, along(out));
      },
    },
    check: "scatter keeps the last of several updates",
    says: /scatter of/,
  },
  "updates of one place are not added up": {
    fault: { scatterAdd: (updates, index, axis, out) => reference.scatter(updates, index, axis, out) },
    check: "scatterAdd adds to what is there",
    says: /scatterAdd of/,
  },
  "an index outside gives 0": {
    fault: {
      gather: (x, index, axis, out) => {
        try {
          reference.gather(x, index, axis, out);
        } catch {
          out.buffer.fill(0);
        }
      },
    },
    check: "an index outside is an IndexError with its place",
    says: /^gather along axis 0: an IndexError of index -1 at \[4, 5\] for axis size 7 is wanted, and nothing was raised/,
  },
  "an index outside has no place": {
    fault: {
      scatterAdd: () => {
        throw new RangeError("out of range");
      },
    },
    check: "an index outside is an IndexError with its place",
    says: /^scatterAdd of float32 along axis 0: an IndexError .* is wanted, not RangeError: out of range/,
  },
  "eigenvectors have any sign": {
    fault: {
      matrices: (routine, op, inputs, outputs) => {
        reference.matrices(routine, op, inputs, outputs);
        if (routine.name === "eigh")
          for (let i = 0; i < outputs[1].buffer.length; i++) outputs[1].buffer[i] *= -1;
      },
    },
    check: "eigh of batches of matrices",
    says: /eigh of/,
  },
  "a singular matrix is divided by 0": {
    fault: {
      matrices: (routine, op, inputs, outputs) => {
        try {
          reference.matrices(routine, op, inputs, outputs);
        } catch {
          for (const { buffer } of outputs) buffer.fill(Number.POSITIVE_INFINITY);
        }
      },
    },
    check: "a matrix without an inverse or a factor is a MatrixError that names op and matrix",
    says: /^solve of float64: a MatrixError of matrix \[1, 0\] that begins with 'solve:' is wanted/,
  },
  "the count of draws does not carry": {
    fault: {
      random: (f, state, out, next) => {
        reference.random(f, state, out, next);
        next.buffer[3] = state.buffer[3];
      },
    },
    check: "random numbers are the same bits, and leave the same state",
    says: /numbers of .*of output 1/,
  },
  "what is chosen is turned round": chances(24),
  "what is chosen with all bits of a float64 is turned round": chances(53),
  "reading shows the buffer itself": {
    fault: { readNow: shown },
    check: "read and readNow give the elements of any view, in an array of its own",
    says: /^readNow of .*, after the first array was changed/,
  },
  "reading with a wait shows the buffer itself": {
    fault: { read: async (x) => shown(x) },
    check: "read and readNow give the elements of any view, in an array of its own",
    says: /^read of .*, after the first array was changed/,
  },
  "writing ignores the view": {
    fault: {
      write: (values, out) => {
        out.buffer.set(values, 0);
      },
    },
    check: "write copies values into any view, and to no other place",
    says: /write of/,
  },
  "a constant has the wrong dtype": {
    fault: { constant: (value) => Float64Array.of(value + 0.1) },
    check: "constant is a buffer of one element, and allocate one of the size asked for",
    says: /^constant 0 of float32: 1 elements with 0.1/,
  },
  "gradients go wrong": {
    fault: {
      reduce: (f, x, out) => {
        reference.reduce(f, x, out);
        if (x.layout.shape.length === 2) out.buffer[out.layout.offset] += 1e-3;
      },
    },
    check: "a net learns what it learns in plain loops",
    says: /^result 0 of training: .* where the plain loops have/,
  },
};

describe("what a backend does wrong is found, by the check of that name:", () => {
  for (const [what, { fault, check, says }] of Object.entries(faults)) {
    it(what, async () => {
      const name = `a backend where ${what}` as BackendName;
      registerBackend(name, () => ({ ...reference, ...fault, name }));
      const found = conformance(name).find((one) => one.name === check);
      expect(found, check).toBeDefined();
      const error = await found?.run().then(
        () => null,
        (error: Error) => error,
      );
      // Of a property, the error of the smallest example is the cause.
      expect(String((error?.cause as Error | undefined)?.message ?? error?.message)).toMatch(says);
    });
  }
});

/** The bits of a float32 that are `places` units further from zero. */
function further(value: number, places: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer);
  bits[0] += places;
  return new Float32Array(bits.buffer)[0];
}

/** Something that a backend may do otherwise, and the check that it must pass all the same. */
const otherWays: Record<string, { readonly way: Faulty; readonly check: string }> = {
  "float32 rows are normalised in float32, step by step": {
    way: {
      normalize: (kind, x, out) => {
        if (x.dtype !== "float32") return reference.normalize(kind, x, out);
        const { shape } = x.layout;
        const columns = shape[shape.length - 1];
        const values = Float32Array.from(reference.readNow(x));
        for (let at = 0; at < values.length; at += columns) {
          const row = values.subarray(at, at + columns);
          const largest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
          for (let i = 0; i < columns; i++) row[i] -= largest;
          const powers = row.map(Math.exp);
          const sum = powers.reduceRight((total, power) => Math.fround(total + power), 0);
          for (let i = 0; i < columns; i++)
            row[i] = kind === "softmax" ? powers[i] / sum : row[i] - Math.log(sum);
        }
        reference.write(values, out);
      },
    },
    check: "softmax and its logarithm, of rows of any length and magnitude",
  },
  "a function is off by four units in the last place": {
    way: {
      unary: (f, x, out) => {
        reference.unary(f, x, out);
        if (f.name !== "tanh" || x.dtype !== "float32") return;
        reference.write(reference.readNow(out).map((value) => (Math.abs(value) < 0.5 && Math.abs(value) > 1e-30 ? further(value, 4) : value)), out); // biome-ignore format: a line
      },
    },
    check: "tanh of float32",
  },
};

describe("what a backend may do otherwise is not found:", () => {
  for (const [what, { way, check }] of Object.entries(otherWays)) {
    it(what, async () => {
      const name = `a backend where ${what}` as BackendName;
      registerBackend(name, () => ({ ...reference, ...way, name }));
      const found = conformance(name).find((one) => one.name === check);
      expect(found, check).toBeDefined();
      await found?.run();
    });
  }
});

describe("a backend that does not read without waiting", () => {
  it("is not asked for what core never calls there", async () => {
    const name = "mute in testing" as BackendName;
    const { readNow: _, gather: __, ...others } = reference;
    registerBackend(name, () => ({ ...others, name }));
    const names = conformance(name).map((check) => check.name);
    expect(names).not.toContain("gather, of any dtype and layout");
    expect(names).not.toContain("an index outside is an IndexError with its place");
    for (const { run } of conformance(name).filter(({ name }) => /^(read|copies|sum|random)/.test(name))) await run(); // biome-ignore format: a line
  });

  it("must be known by name", () => {
    expect(() => conformance("nobody" as BackendName)).toThrow(/^conformance: there is no backend "nobody"/);
  });
});
