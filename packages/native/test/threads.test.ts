import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  scaledDotProductAttention as attention,
  concat,
  conv2d,
  einsum,
  fuse,
  Generator,
  grad,
  layerNorm,
  randn,
  seed,
  type Tensor,
  tensor,
  where,
  windows,
} from "@gradiente/core";
import { afterEach, describe, expect, it } from "vitest";
import { getNativeThreads, setNativeThreads } from "../src/index.ts";
import { shareEverything } from "./sharing.ts";

shareEverything();
afterEach(() => setNativeThreads(1));

/** Computations whose kernels are shared, each by the name of what it tells. */
function computations(dtype: "float32" | "float64"): Record<string, () => Tensor> {
  const draw = (...shape: number[]) => randn(shape, { dtype });
  const [a, b, c, d] = [draw(61, 401), draw(401, 97), draw(3, 40, 90), draw(90, 77)];
  const [short, deep] = [draw(9, 5003), draw(5003, 25)];
  const [tall, many, thin] = [draw(403, 50), draw(9, 33, 21), draw(401, 2)];
  const [flat, far] = [draw(3001), tensor([1e15], { dtype })];
  const [rows, images, weights] = [draw(41, 177), draw(2, 1, 40, 41), draw(3, 3)];
  const [pictures, filters, long] = [draw(5, 16, 11, 13), draw(40, 16, 3, 3), draw(300_001)];
  const program = (x: Tensor, y: Tensor) => [x.exp().mul(y).add(2).tanh().sub(x)];
  const [gain, shift] = [draw(177), draw(177)];
  const normalized = (x: Tensor, w: Tensor, s: Tensor) => layerNorm(x, 1, { weight: w, bias: s });
  const [queries, keys] = [draw(3, 40, 16), draw(3, 40, 16)];
  const [samples, others, apart] = [draw(1501, 35), draw(1501, 18), draw(4, 30_001).transpose()];
  return {
    "a product": () => a.matmul(b),
    "a product of transposed operands": () => b.transpose().matmul(a.transpose()),
    "a product of a batch that does not divide": () => c.matmul(d),
    "a product of a batch that does": () => many.matmul(many.transpose(1, 2)),
    "a tall product": () => tall.transpose().matmul(tall),
    "a gradient by weights, of many samples": () => samples.transpose().matmul(others),
    "the same of samples in groups": () =>
      einsum("gnr,gnc->rc", samples.reshape([19, 79, 35]), others.reshape([19, 79, 18])),
    "long sums of a few": () => short.matmul(deep),
    "dot products": () => a.matmul(thin),
    "a sum of products": () => einsum("bchw,fcij->bfhi", pictures, filters),
    "a convolution": () => conv2d(pictures, filters),
    "its gradient by the images": () => grad((x) => conv2d(x, filters).square().sum())(pictures),
    "that of steps of two": () => grad((x) => conv2d(x, filters, { stride: 2 }).square().sum())(pictures),
    "its gradient by the filters": () => grad((f) => conv2d(pictures, f).square().sum())(filters),
    "a function": () => flat.exp(),
    "a function beyond its range, in the first part": () => concat([far, flat]).sin(),
    "a function beyond its range, in the last part": () => concat([flat, far]).sin(),
    "a function of two, repeated": () => rows.mul(gain).add(far.reshape([])),
    "a function of what lies apart": () => rows.slice(["...", [0, 170, 3]]).exp(),
    "a choice": () => where(rows.gt(0), rows, gain),
    "a program": () => fuse(program, [flat, flat])[0],
    "a sum of all": () => long.sum(),
    "the largest of all": () => long.max(),
    "sums of rows": () => rows.sum(1),
    "sums of columns": () => rows.sum(0),
    "sums of many rows of columns": () => samples.sum(0),
    "sums of what lies apart": () => apart.slice([[0, 30_001, 4]]).sum(0),
    "sums of every fourth element": () => long.slice([[0, 300_001, 4]]).sum(),
    "sums of some axes": () => pictures.sum([0, 2]),
    "sums of channels": () => pictures.sum([0, 2, 3]),
    "the largest of channels": () => pictures.max([0, 2, 3]),
    "the largest of many rows of columns": () => samples.max(0),
    "the smallest of columns": () => rows.min(0),
    "a softmax": () => rows.softmax(-1),
    "a softmax of columns": () => rows.transpose().logSoftmax(-1),
    "causal attention": () => attention(queries, keys, keys, { causal: true }),
    "the gradient of attention": () =>
      grad((q) => attention(q, keys, keys, { causal: true }).square().sum())(queries),
    "a normalisation": () => normalized(rows, gain, shift),
    "the gradient of a normalisation": () => grad((x) => normalized(x, gain, shift).square().sum())(rows),
    "its gradient by the weight": () => grad((w) => normalized(rows, w, shift).square().sum())(gain),
    "its gradient by the bias": () => grad((s) => normalized(rows, gain, s).square().sum())(shift),
    "the gradient by the weight of a normalisation of many": () =>
      grad((w) => layerNorm(samples, 1, { weight: w }).square().sum())(gain.slice([[0, 35]])),
    "a copy of what lies apart": () => rows.transpose().reshape([-1]),
    "a copy of several axes": () => images.permute([3, 1, 0, 2]).reshape([-1]),
    "a copy of windows": () => windows(images, [3, 3]).reshape([-1]),
    "what is added to windows": () => grad((x) => windows(x, [3, 3]).mul(weights).square().sum())(images),
    "a cast": () => rows.cast(dtype === "float32" ? "float64" : "float32"),
    "uniform numbers": () => new Generator(1).uniform([10_001], { dtype }),
    "normal numbers": () => new Generator(2).normal([10_001], { dtype }),
  };
}

describe("threads give the same bits as one", () => {
  for (const dtype of ["float32", "float64"] as const) {
    for (const name of Object.keys(computations(dtype))) {
      it(`for ${name} of ${dtype}`, () => {
        seed(0);
        const compute = computations(dtype)[name];
        const alone = compute().toTypedArray();
        for (const threads of [2, 3, 8]) {
          setNativeThreads(threads);
          const values = compute().toTypedArray();
          expect(values.length).toBe(alone.length);
          const other = values.findIndex((value, at) => !Object.is(value, alone[at]));
          expect(other, `${threads} threads, element ${other}`).toBe(-1);
        }
      });
    }
  }
});

describe("setNativeThreads", () => {
  it("starts so many threads of the system, and ends them", () => {
    const count = () => readdirSync("/proc/self/task").length;
    const before = count();
    setNativeThreads(5);
    expect([getNativeThreads(), count()]).toEqual([5, before + 4]);
    setNativeThreads(2);
    expect([getNativeThreads(), count()]).toEqual([2, before + 1]);
    setNativeThreads(1);
    expect([getNativeThreads(), count()]).toEqual([1, before]);
  });

  it("takes whole numbers from 1 to 64", () => {
    for (const wrong of [0, 65, 1.5, Number.NaN, "2" as unknown as number])
      expect(() => setNativeThreads(wrong)).toThrow(/setNativeThreads: .*number of threads.*from 1 to 64/);
    expect(getNativeThreads()).toBe(1);
  });
});

/** A program that uses the addon by itself, so that it starts as fast as it ends. */
const program = fileURLToPath(new URL("./threads-program.cjs", import.meta.url));

describe("a program with threads", () => {
  it("ends within 50 ms of its last statement", () => {
    // A busy machine may take longer to end any program: one of several has to be in time.
    const times: number[] = [];
    do {
      const last = Number(execFileSync(process.execPath, [program, "once"], { encoding: "utf8" }));
      times.push(Date.now() - last);
    } while (Math.min(...times) > 50 && times.length < 10);
    expect(Math.min(...times)).toBeLessThanOrEqual(50);
  });

  it("may use them in two worker threads at once, and end those", () => {
    const ended = execFileSync(process.execPath, [program, "workers"], { encoding: "utf8" });
    expect(ended).toBe("ended 0\nended 0\n");
  });
});
