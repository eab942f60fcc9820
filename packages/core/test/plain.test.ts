import assert from "node:assert";
import { inspect } from "node:util";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import {
  concat,
  encodeSafetensors,
  grad,
  interceptForward,
  meshgrid,
  noGrad,
  stack,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";

/* What a tensor is to the language and its platform: JSON, numbers, strings, loops, messages, consoles. */

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
/** A tensor with a long history. */
function deep(): Tensor {
  let y: Tensor = new Variable(zeros([2])).value;
  for (let i = 0; i < 1000; i++) y = y.add(1);
  return y;
}

describe("JSON", () => {
  it.each([
    ["float32", tensor(0.1), { dtype: "float32", shape: [], data: [Math.fround(0.1)] }],
    ["float64", tensor([0.1], { dtype: "float64" }), { dtype: "float64", shape: [1], data: [0.1] }],
    ["int32", tensor([[1], [2]], { dtype: "int32" }), { dtype: "int32", shape: [2, 1], data: [1, 2] }],
    ["bool", tensor([true, false]), { dtype: "bool", shape: [2], data: [true, false] }],
    [
      "numbers that JSON lacks",
      tensor([Number.NaN, Infinity, -Infinity]),
      { dtype: "float32", shape: [3], data: ["NaN", "Infinity", "-Infinity"] },
    ],
    ["a view", x.transpose(), { dtype: "float32", shape: [3, 2], data: [1, 4, 2, 5, 3, 6] }],
    ["no elements", zeros([0, 2]), { dtype: "float32", shape: [0, 2], data: [] }],
  ])("has dtype, shape and values: %s", (_, value, expected) => {
    expect(JSON.parse(JSON.stringify(value))).toEqual(expected);
    const { dtype, shape, data } = value.toJSON();
    const again = tensor(data.map(Number), { shape, dtype });
    expect([again.dtype, again.shape, again.toArray()]).toEqual([dtype, shape, value.toArray()]);
  });

  it("has no history", () => {
    expect(JSON.stringify(deep())).toBe('{"dtype":"float32","shape":[2],"data":[1000,1000]}');
    expect(JSON.stringify({ w: new Variable(tensor([1])) })).toBe(
      '{"w":{"dtype":"float32","shape":[1],"data":[1]}}',
    );
  });
});

describe("the fields of a tensor", () => {
  it("do not show its buffer, its layout, its backend or its history", () => {
    for (const value of [x, deep(), new Variable(x)]) {
      const seen: string[] = [];
      for (const key in value) seen.push(key);
      for (const key of ["buffer", "layout", "backend", "node"]) {
        expect([...seen, ...Object.keys(value)]).not.toContain(key);
      }
      expect(inspect(value, { customInspect: false, depth: 9 })).not.toContain("pullbacks");
    }
    expect(x.shape).toEqual([2, 3]);
  });

  it("tell tensors apart for what compares objects in depth", () => {
    expect(() => assert.deepStrictEqual(tensor([1]), tensor([2]))).toThrow(assert.AssertionError);
    expect(() => assert.deepStrictEqual(zeros([1, 2]), zeros([2]))).toThrow(assert.AssertionError);
    expect(() => assert.deepStrictEqual(tensor([1, 2]), tensor([1, 2]))).not.toThrow();
  });

  it("are shown by consoles as text", () => {
    expect(inspect({ x: tensor([1, 2]) })).toBe("{\n  x: Tensor float32 [2]\n  [1, 2]\n}");
    expect(inspect(new Variable(tensor(1)))).toBe("Variable float32 [] 1");
  });
});

describe("a message to another thread", () => {
  it("says what to send, instead of an object without values", () => {
    for (const value of [x, deep(), new Variable(x), { nested: [x] }]) {
      expect(() => structuredClone(value)).toThrow(
        /send x\.toTypedArray\(\), x\.shape and x\.dtype, and make one by tensor/,
      );
      expect(() => new MessageChannel().port1.postMessage(value)).toThrow(/toTypedArray/);
    }
    const gradients = new Variable(x).value.sum().backward();
    expect(() => structuredClone(gradients)).toThrow(/gradients; send gradients\.toJSON\(\)/);
  });

  it("takes values, shape and dtype, there and back", async () => {
    const source = `
      const { parentPort } = require("node:worker_threads");
      parentPort.once("message", ({ data, shape, dtype }) => {
        parentPort.postMessage({ data: data.map((value) => 2 * value), shape, dtype }, [data.buffer]);
      });`;
    const worker = new Worker(source, { eval: true });
    const given = x.transpose().cast("float64");
    const sent = { data: given.toTypedArray(), shape: given.shape, dtype: given.dtype };
    worker.postMessage(sent, [sent.data.buffer as ArrayBuffer]);
    const answer = await new Promise<typeof sent>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    await worker.terminate();
    const got = tensor(answer.data, { shape: answer.shape, dtype: answer.dtype });
    expect([got.dtype, got.toArray()]).toEqual(["float64", given.mul(2).toArray()]);
    expect(given.toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it("can have the numbers of toJSON too", () => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(x.toJSON());
    expect(receiveMessageOnPort(port2)?.message).toEqual({
      dtype: "float32",
      shape: [2, 3],
      data: [1, 2, 3, 4, 5, 6],
    });
    port1.close();
  });
});

describe("a loop over a tensor", () => {
  it("goes through its slices along the first axis", () => {
    expect([...x].map((row) => row.toArray())).toEqual(x.toArray());
    expect([...new Variable(x)].map((row) => row.sum().item())).toEqual([6, 15]);
    const [first, second] = tensor([7, 8]);
    expect([first.item(), second.item()]).toEqual([7, 8]);
    expect([...zeros([0, 2])]).toHaveLength(0);
    expect(Math.max(...tensor([3, 9, 4]).toTypedArray())).toBe(9);
  });

  it("lets gradients through", () => {
    const f = (t: Tensor) =>
      stack(
        [...t].map((row, i) =>
          row
            .square()
            .sum()
            .mul(i + 1),
        ),
      ).sum();
    expect(grad(f)(x).toArray()).toEqual([
      [2, 4, 6],
      [16, 20, 24],
    ]);
  });

  it("makes a slice when its turn comes", () => {
    const { value } = zeros([10_000_000])[Symbol.iterator]().next();
    expect(value.item()).toBe(0);
  });

  it("is refused for a scalar", () => {
    expect(() => [...tensor(1)]).toThrow(/Symbol\.iterator|not iterable/);
    expect(Symbol.iterator in tensor(1) && tensor(1)[Symbol.iterator]).toBeUndefined();
    expect(new Variable(tensor(1))[Symbol.iterator]).toBeUndefined();
  });

  it("keeps dtypes, and the second derivative", () => {
    const int = tensor([1, 2], { dtype: "int32" });
    expect([...int].map((each) => [each.dtype, each.shape, each.item()])).toEqual([
      ["int32", [], 1],
      ["int32", [], 2],
    ]);
    const cubes = (t: Tensor) => [...t].map((each) => each.pow(3)).reduce((a, b) => a.add(b));
    expect(grad((t) => grad(cubes)(t).sum())(tensor([1, 2])).toArray()).toEqual([6, 12]);
  });

  it("lets test runners compare tensors, also large ones", () => {
    const [a, b] = [tensor([1, 2]), tensor([1, 3])];
    expect(a).toEqual(tensor([1, 2]));
    expect(a).not.toEqual(b);
    expect(a).not.toBe(tensor([1, 2]));
    expect(tensor(1)).not.toEqual(tensor(2));
    expect({ loss: tensor(1) }).toEqual({ loss: tensor(1) });
    expect(() => expect(zeros([1000])).toBe(zeros([1000]))).toThrow(/to be/);
  });
});

describe("a tensor in place of a number", () => {
  it.each([
    ["+", (t: never) => t + 1, 8],
    ["unary +", (t: never) => +t, 7],
    ["*", (t: never) => t * 2, 14],
    ["<", (t: never) => t < 8, true],
    ["Math.max", (t: never) => Math.max(t, 3), 7],
    ["Number", (t: never) => Number(t), 7],
    ["Math.round", (t: never) => Math.round(t), 7],
  ] as const)("%s: a constant of one element converts, others throw", (_, use, expected) => {
    for (const constant of [
      tensor(7),
      tensor([[7]], { dtype: "int32" }),
      new Variable(tensor(7), { trainable: false }),
    ]) {
      expect(use(constant as never)).toBe(expected);
    }
    const v = new Variable(tensor(7));
    for (const recorded of [v, v.value, v.mul(2)])
      expect(() => use(recorded as never)).toThrow(/x\.add\(1\).*x\.item\(\)/);
    for (const several of [x, zeros([0])])
      expect(() => use(several as never)).toThrow(/of shape \[.*\] was used as a number/);
    expect(noGrad(() => use(v.mul(1) as never))).toBe(expected);
    grad((t) => {
      expect(() => use(t as never)).toThrow(/gradient would be lost/);
      return t;
    })(7);
  });

  it("is its printed form in a string", () => {
    const v = new Variable(tensor([1, 2]));
    expect([String(x), `${v}`, `${v.mul(2)}`, [tensor(1), tensor(2)].join()]).toEqual([
      x.toString(),
      "Variable float32 [2]\n[1, 2]",
      "Tensor float32 [2]\n[2, 4]",
      "Tensor float32 [] 1,Tensor float32 [] 2",
    ]);
  });
});

describe("a tensor in place of a list", () => {
  it.each([
    ["concat", () => concat(x as never)],
    ["stack", () => stack(x as never)],
    ["meshgrid", () => meshgrid(new Variable(x) as never)],
    ["encodeSafetensors", () => encodeSafetensors(x as never)],
    ["interceptForward", () => interceptForward(x as never, () => {}, () => {})], // biome-ignore format: a row
  ])("is refused by %s, and not taken for a list of its rows", (name, call) => {
    expect(call).toThrow(
      new RegExp(`^${name}: the [a-z ]+ must be .*, not an object \\((Tensor|Variable)\\)`),
    );
  });

  it("is no nested array, and neither are tensors in one", () => {
    expect(() => tensor(x as never)).toThrow(/a tensor already; join tensors with stack/);
    expect(() => tensor([x, x] as never)).toThrow(/a tensor already; join tensors with stack/);
  });
});
