import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  concat,
  conv2d,
  einsum,
  Generator,
  getThreads,
  grad,
  randn,
  seed,
  setBackend,
  setThreads,
  type Tensor,
  tensor,
  windows,
} from "@gradiente/core";
import { afterEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("./threads-exit.ts", import.meta.url));

afterEach(() => setThreads(1));

describe("threads", () => {
  it("give the same bits as one, whatever the shapes", () => {
    setBackend("wasm");
    seed(0);
    const computations: (() => Tensor)[] = [];
    for (const dtype of ["float32", "float64"] as const) {
      const draw = (...shape: number[]) => randn(shape, { dtype });
      const [a, b, c, d] = [draw(257, 301), draw(301, 229), draw(3, 280, 300), draw(300, 231)];
      const tall = draw(1003, 150);
      computations.push(
        () => a.matmul(b),
        () => b.transpose().matmul(a.transpose()),
        () => c.matmul(d),
        () => tall.transpose().matmul(tall),
      );
      // Beyond what the kernel of a sine is right for: an argument in the first part, and one in the last.
      const [flat, far] = [draw(262147), tensor([1e15], { dtype })];
      const [rows, images, weights] = [draw(401, 777), draw(2, 1, 400, 410), draw(3, 3)];
      const [pictures, filters] = [draw(5, 16, 41, 43), draw(40, 16, 3, 3)];
      // In float32, these are multiplied in Winograd's form.
      const even = draw(7, 16, 42, 44);
      computations.push(
        () => flat.exp(),
        () => concat([far, flat]).sin(),
        () => concat([flat, far]).sin(),
        () => conv2d(pictures, filters),
        () => grad((x) => conv2d(x, filters).square().sum())(pictures),
        () => grad((f) => conv2d(pictures, f).square().sum())(filters),
        () => conv2d(even, filters),
        () => grad((x) => conv2d(x, filters).square().sum())(even),
        () => grad((f) => conv2d(even, f).square().sum())(filters),
        () => einsum("bchw,fcij->bfhi", pictures, filters),
        () => rows.softmax(-1),
        () => rows.transpose().logSoftmax(-1),
        () => rows.transpose().reshape([-1]),
        () => images.permute([3, 1, 0, 2]).reshape([-1]),
        () => windows(images, [3, 3]).reshape([-1]),
        () => new Generator(1).uniform([300_001], { dtype }),
        () => new Generator(2).normal([300_001], { dtype }),
        () => grad((x) => windows(x, [3, 3]).mul(weights).square().sum())(images),
        () =>
          grad((x) =>
            x
              .slice([[1, 7], "...", [0, 83, 2]])
              .transpose()
              .exp()
              .sum(),
          )(images),
      );
    }
    const alone = computations.map((compute) => compute().toTypedArray());
    for (const threads of [2, 3]) {
      setThreads(threads);
      expect(getThreads()).toBe(threads);
      computations.forEach((compute, i) => {
        const values = compute().toTypedArray();
        expect(values.length).toBe(alone[i].length);
        const other = values.findIndex((value, at) => !Object.is(value, alone[i][at]));
        expect(other, `computation ${i}, element ${other}`).toBe(-1);
      });
    }
    setThreads(1);
    expect(computations[0]().toTypedArray()).toEqual(alone[0]);
  });

  it("start whatever options the process has", () => {
    const program =
      'import { setThreads, randn } from "@gradiente/core"; setThreads(2); const x = randn([400, 400]); console.log(x.matmul(x).size);';
    const args = [
      "--import",
      "tsx",
      "--conditions=@gradiente/source",
      "--input-type=module",
      "--eval",
      program,
    ];
    const options = {
      encoding: "utf8",
      timeout: 30_000,
      cwd: fileURLToPath(new URL("../../nn", import.meta.url)),
    } as const;
    expect(execFileSync(process.execPath, args, options)).toBe("160000\n");
  });

  it("leave all as it was if they cannot start", () => {
    setThreads(2);
    const { process: host } = globalThis;
    const builtin = host.getBuiltinModule;
    const broken = class {
      constructor() {
        throw new Error("no more threads");
      }
    };
    host.getBuiltinModule = ((name: string) => ({
      ...(builtin(name) as object),
      Worker: broken,
    })) as typeof builtin;
    try {
      expect(() => setThreads(4)).toThrow("no more threads");
    } finally {
      host.getBuiltinModule = builtin;
    }
    expect(getThreads()).toBe(2);
    const x = randn([300, 300]);
    expect(x.matmul(x).shape).toEqual([300, 300]);
  });

  it("do not keep a process alive", () => {
    const args = ["--import", "tsx", "--conditions=@gradiente/source", script];
    expect(execFileSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 })).toBe(
      "2 threads, 160000 elements\n",
    );
  });

  it("are a whole number", () => {
    for (const bad of [0, 1.5, -1, 65]) expect(() => setThreads(bad)).toThrow(/a whole number from 1 to 64/);
    expect(getThreads()).toBe(1);
  });
});
