import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Tensor, tensor } from "@gradiente/core";
import { Layout, type Routine, type View } from "@gradiente/core/backend";
import { afterAll, describe, expect, it } from "vitest";
import { causalShares, sharesBack } from "../../core/src/primitives/shares.ts";
import type { SharesParameters } from "../../core/src/routines/shares.ts";
import type { TypedArray } from "../src/arrays.ts";
import { addon } from "../src/border.ts";
import { contractOn } from "../src/contract.ts";
import { binaryOn, unaryOn } from "../src/elementwise.ts";
import { reduceOn } from "../src/fold.ts";
import { type InstructionSet, useNative } from "../src/index.ts";
import { copyOn, indexedOn } from "../src/move.ts";
import { routineOn } from "../src/routine.ts";

const exp = { name: "exp", parameters: [] } as const;
const add = { name: "add", parameters: [] } as const;
const sum = { name: "sum", parameters: [] } as const;

function view(
  buffer: TypedArray,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): View<TypedArray> {
  const dtype =
    buffer instanceof Int32Array ? "int32" : buffer instanceof Float64Array ? "float64" : "float32";
  return { buffer, layout: new Layout(shape, strides, offset), dtype };
}

describe("a view that reaches beyond its array is refused by the addon", () => {
  const values = () => new Float32Array(100);
  const inside = view(values(), [10, 10], [10, 1]);
  const beyond: Record<string, View<TypedArray>> = {
    "at its end": view(values(), [10, 10], [10, 1], 1),
    "in front of it": view(values(), [10, 10], [10, -1]),
    "by a stride": view(values(), [10, 10], [11, 1]),
    "by an offset that is no place": view(values(), [10, 10], [10, 1], -1),
  };
  const refused = /^native: a view reaches beyond its array/;
  for (const [name, x] of Object.entries(beyond)) {
    it(name, () => {
      expect(() => unaryOn(exp, x, inside)).toThrow(refused);
      expect(() => unaryOn(exp, inside, x)).toThrow(refused);
      expect(() => binaryOn(add, inside, x, inside)).toThrow(refused);
      expect(() => contractOn(inside, x, view(values(), [10, 10], [10, 1]), 0, 1)).toThrow(refused);
      expect(() => reduceOn(sum, inside, view(values(), [10, 10], [0, 100]))).toThrow(refused);
      expect(() => copyOn(x, inside)).toThrow(refused);
      const index = view(new Int32Array(100), [10, 10], [10, 1]);
      expect(() => indexedOn("gather", x, index, 0, inside)).toThrow(refused);
    });
  }

  it("and so are operands whose shapes differ", () => {
    expect(() => binaryOn(add, inside, view(values(), [5, 10], [10, 1]), inside)).toThrow(refused);
    expect(() => contractOn(inside, view(values(), [9, 10], [10, 1]), inside, 0, 1)).toThrow(refused);
  });
});

/** What a program gives, by the dtype of what it is given. */
const programs: Record<string, (x: Tensor, y: Tensor) => Tensor> = {
  "a product": (x, y) => x.matmul(y),
  "a product of transposed operands": (x, y) => x.transpose().matmul(y.transpose()),
  "a sum of all": (x) => x.sum(),
  "a sum of rows": (x) => x.sum(0),
  "a sum of columns": (x) => x.sum(1),
  softmax: (x) => x.softmax(-1),
  logSoftmax: (x) => x.logSoftmax(0),
  functions: (x, y) => x.exp().add(y.tanh()).mul(x.erf()).sub(y.sigmoid()).sin(),
};

describe("every instruction set", () => {
  const levels = addon().levels as readonly InstructionSet[];
  afterAll(() => useNative());

  const run = (level: InstructionSet, name: string, dtype: "float32" | "float64") => {
    useNative({ instructions: level });
    const operand = (seed: number) =>
      tensor(
        Float64Array.from({ length: 150 * 150 }, (_, i) => 2 * Math.sin(seed * i * i)),
        { shape: [150, 150], dtype },
      );
    const [x, y] = [operand(1), operand(2)];
    return programs[name](x, y).toTypedArray();
  };

  for (const name of Object.keys(programs)) {
    for (const dtype of ["float32", "float64"] as const) {
      it(`gives the same bits for ${name} of ${dtype}, but for products without fused multiply-add`, () => {
        const isProduct = name.startsWith("a product");
        const alike = levels.filter((level) => !(isProduct && level === "baseline"));
        const [best, ...others] = alike.map((level) => run(level, name, dtype));
        expect(alike.length).toBeGreaterThan(0);
        for (const other of others) expect(other).toEqual(best);
        if (isProduct && levels.includes("baseline")) {
          const plain = run("baseline", name, dtype);
          const unit = dtype === "float32" ? 2 ** -23 : 2 ** -52;
          const apart = Math.max(...Array.from(plain, (value, i) => Math.abs(value - best[i])));
          expect(apart).toBeLessThan(150 * 20 * unit);
        }
      });
    }
  }

  it("is one that the processor has", () => {
    const all = { x64: ["avx512", "avx2", "baseline"], arm64: ["neon"] } as const;
    const own: readonly InstructionSet[] = all[process.arch as keyof typeof all];
    expect(levels).toEqual(own.filter((level) => levels.includes(level)));
    for (const other of Object.values(all).flat()) {
      if (levels.includes(other)) continue;
      const lacking = `useNative: this processor does not have the instructions "${other}"; it has "${levels.join('", "')}"`;
      expect(() => useNative({ instructions: other })).toThrow(new RangeError(lacking));
    }
    expect(() => useNative({ instructions: "sse" as "avx2" })).toThrow(/useNative: .*instructions.* "sse"/);
  });
});

it("a program that is not one's own runs on it with --import @gradiente/native/register", () => {
  const register = fileURLToPath(new URL("../src/register.ts", import.meta.url));
  const program = 'import("@gradiente/core").then(({ getBackend, ones }) => console.log(getBackend(), ones([9, 9]).matmul(ones([9, 9])).sum().item()))'; // biome-ignore format: a program
  const args = ["--import", "tsx", "--conditions=@gradiente/source", "--import", register, "-e", program];
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  expect(execFileSync(process.execPath, args, { cwd, encoding: "utf8" }).trim()).toBe("native 729");
});

describe("the shares of attention", () => {
  const sizes = [
    { rows: 5, columns: 5 },
    { rows: 64, columns: 64 },
    { rows: 70, columns: 41 },
    { rows: 3, columns: 100 },
  ];
  const levels = addon().levels as readonly InstructionSet[];
  afterAll(() => useNative());

  for (const OfType of [Float32Array, Float64Array]) {
    const digits = OfType === Float32Array ? 6 : 14;
    for (const { rows, columns } of sizes) {
      const size = 2 * rows * columns;
      const shape = [2, rows, columns];
      const filled = (seed: number) => {
        const values = new OfType(size);
        for (let i = 0; i < size; i++) values[i] = 3 * Math.sin(seed * i * i);
        return view(values, shape, [rows * columns, columns, 1]);
      };
      const run = (f: Routine<SharesParameters>, level: InstructionSet, ...inputs: View<TypedArray>[]) => {
        const [expected, found] = [filled(0), filled(0)];
        f.run(inputs, [expected], { rows, columns });
        useNative({ instructions: level });
        expect(routineOn(f as Routine, { rows, columns }, inputs, [found])).toBe(true);
        for (const [i, value] of found.buffer.entries())
          expect(value).toBeCloseTo(expected.buffer[i], digits);
        return found;
      };

      it(`are right for ${rows} rows of ${columns} ${OfType.name.slice(0, 7)}`, () => {
        for (const level of levels) {
          const shares = run(causalShares, level, filled(1));
          run(sharesBack, level, shares, filled(2));
        }
      });
    }
  }

  it("are NaN only in what a row sees, and 0 elsewhere", () => {
    const scores = view(new Float32Array(32 * 32).fill(1), [32, 32], [32, 1]);
    scores.buffer[3 * 32 + 2] = Number.NaN;
    scores.buffer[5 * 32 + 20] = Number.NaN;
    const found = view(new Float32Array(32 * 32).fill(7), [32, 32], [32, 1]);
    expect(routineOn(causalShares as Routine, { rows: 32, columns: 32 }, [scores], [found])).toBe(true);
    const row = (i: number) => [...found.buffer.subarray(i * 32, (i + 1) * 32)];
    expect(row(3)).toEqual([...Array(4).fill(Number.NaN), ...Array(28).fill(0)]);
    expect(row(5)).toEqual([...Array(6).fill(Math.fround(1 / 6)), ...Array(26).fill(0)]);
  });

  it("are refused where views are not whole rows", () => {
    const x = view(new Float32Array(100), [10, 10], [10, 1]);
    const refused = /^native: a view reaches beyond its array/;
    expect(() => routineOn(causalShares as Routine, { rows: 10, columns: 7 }, [x], [x])).toThrow(refused);
    expect(() => routineOn(causalShares as Routine, { rows: 10, columns: 0 }, [x], [x])).toThrow(refused);
    const less = view(new Float32Array(50), [5, 10], [10, 1]);
    expect(() => routineOn(causalShares as Routine, { rows: 10, columns: 10 }, [x], [less])).toThrow(refused);
  });
});
