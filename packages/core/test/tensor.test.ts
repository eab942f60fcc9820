import { inspect } from "node:util";
import {
  arange,
  type BackendName,
  type DType,
  eye,
  full,
  getBackend,
  linspace,
  ones,
  rand,
  setBackend,
  Tensor,
  tensor,
  Variable,
  zeros,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";

describe("creation", () => {
  const dtypeOf = (x: Tensor) => x.dtype;

  it("takes the dtype of the data", () => {
    expect(
      [tensor(1), tensor([true]), tensor([]), tensor(new Float64Array(1)), tensor(new Int32Array(1))].map(
        dtypeOf,
      ),
    ).toEqual(["float32", "bool", "float32", "float64", "int32"]);
    expect([tensor(1, { dtype: "float64" }), tensor([true], { dtype: "int32" })].map(dtypeOf)).toEqual([
      "float64",
      "int32",
    ]);
    expect(tensor(new Uint8Array([1, 200]), { dtype: "int32" }).toArray()).toEqual([1, 200]);
  });

  it("copies arrays, in and out", () => {
    const data = Float32Array.of(1, 2);
    const x = tensor(data);
    data[0] = 9;
    x.toTypedArray()[1] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  it("keeps its shape when the caller's list changes", () => {
    const shape = [2, 3];
    const made = [
      zeros(shape),
      ones([6]).reshape(shape),
      ones([3]).expand(shape),
      tensor(new Float32Array(6), { shape }),
    ];
    shape[0] = 100;
    for (const x of made) expect(x.shape).toEqual([2, 3]);
  });

  it("makes the common ones", () => {
    expect(zeros([2]).toArray()).toEqual([0, 0]);
    expect(ones([1, 2], { dtype: "bool" }).toArray()).toEqual([[true, true]]);
    expect(full([2], 1.5).toArray()).toEqual([1.5, 1.5]);
    expect(eye(2).toArray()).toEqual([[1, 0], [0, 1]]); // biome-ignore format: a matrix
    expect(eye(1, 2, { dtype: "int32" }).toArray()).toEqual([[1, 0]]);
    expect([arange(3), arange(1, 4), arange(3, 0, -2)].map((x) => x.toArray())).toEqual([[0, 1, 2], [1, 2, 3], [3, 1]]); // biome-ignore format: rows
    expect([arange(3), arange(0, 1, 0.5)].map(dtypeOf)).toEqual(["int32", "float32"]);
    expect(arange(0, 1, 0.25).toArray()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(linspace(0, 1, 5, { dtype: "float64" }).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(2, 3, 1).toArray()).toEqual([2]);
  });
});

describe("promotion", () => {
  const one = (dtype: DType) => ones([], { dtype });

  it("takes the wider of two dtypes", () => {
    const order: DType[] = ["bool", "int32", "float32", "float64"];
    for (const a of order) {
      for (const b of order) {
        const wider = order[Math.max(order.indexOf(a), order.indexOf(b))];
        expect(one(a).add(one(b)).dtype, `${a} + ${b}`).toBe(wider === "bool" ? "int32" : wider);
        expect(one(a).div(one(b)).dtype, `${a} / ${b}`).toBe(wider === "float64" ? "float64" : "float32");
        expect(one(a).lt(one(b)).dtype).toBe("bool");
      }
    }
  });

  it("a plain number follows the tensor, and widens it only if it does not fit", () => {
    expect([one("float64").mul(0.1).dtype, one("float32").mul(0.1).dtype]).toEqual(["float64", "float32"]);
    expect([one("int32").mul(2).dtype, one("int32").mul(0.5).dtype, one("bool").add(1).dtype]).toEqual([
      "int32",
      "float32",
      "int32",
    ]);
    expect(one("float64").mul(0.1).item()).toBe(0.1);
  });
});

describe("integers", () => {
  it("are made floats before they could wrap around", () => {
    const large = tensor([2e9, 2e9], { dtype: "int32" });
    expect(large.mean().item()).toBe(2e9);
    expect(tensor([2147483647, -2147483648], { dtype: "int32" }).softmax().toArray()).toEqual([1, 0]);
    expect(large.logSumExp().item()).toBe(2e9);
    expect(
      tensor([true, true])
        .matmul(tensor([true, true]))
        .item(),
    ).toBe(2);
    expect(tensor(5, { dtype: "int32" }).mul(3e9).dtype).toBe("float64");
  });
});

describe("backends", () => {
  it("an op runs on the deepest backend among its inputs, and so does its result", () => {
    const outer = { ...tensor(1).backend, name: "outer", depth: 1 };
    const x = tensor([1, 2]);
    const y = new Tensor(x.buffer, x.layout, x.dtype, outer);
    const results = [x.add(y), y.add(x), x.matmul(y), tensor([true, false]).where(x, y), y.exp(), y.sum()];
    expect(results.map((result) => result.backend.name)).toEqual(results.map(() => "outer"));
  });

  it("setBackend reaches all that is made from then on, random numbers too", () => {
    const before = getBackend() as BackendName;
    for (const name of ["reference", "wasm"] as const) {
      setBackend(name);
      expect([getBackend(), tensor(1).backend.name, rand([2]).backend.name]).toEqual([name, name, name]);
    }
    setBackend(before);
    expect(() => setBackend("gpu" as "wasm")).toThrow(
      /there is no backend "gpu"; there are reference(,| and) wasm/,
    );
  });
});

describe("the shape that a user is given", () => {
  const given = { tensor: tensor([[1, 2, 3]]), Variable: new Variable(tensor([[1, 2, 3]])) };
  const made = {
    view: given.tensor.transpose(),
    result: given.tensor.add(1),
    recorded: given.Variable.square(),
  };

  it.each(Object.entries({ ...given, ...made }))("cannot be changed: %s", (_name, x) => {
    const before = [...x.shape];
    const change = (write: (shape: number[]) => void) => () => write(x.shape as number[]);
    for (const write of [
      (s: number[]) => (s[0] = 50),
      (s: number[]) => s.push(1),
      (s: number[]) => (s.length = 3),
    ]) {
      expect(change(write)).toThrow(TypeError);
    }
    expect([x.shape, x.toArray(), x.reshape([-1]).size]).toEqual([before, x.toArray(), x.size]);
  });

  it("is the same array each time, and shared by what has the same layout", () => {
    expect(given.tensor.shape).toBe(given.tensor.shape);
    expect(given.tensor.exp().shape).toBe(given.tensor.shape);
  });

  it("is no array that the user passed in", () => {
    const shape = [2, 3];
    const tensors = [
      zeros(shape),
      rand(shape),
      tensor([1, 2, 3, 4, 5, 6], { shape }),
      zeros([6]).reshape(shape),
    ];
    shape[0] = 50;
    expect(tensors.map((x) => x.shape)).toEqual(tensors.map(() => [2, 3]));
  });
});

describe("views", () => {
  it("share the buffer: permute, expand, slice and transpose copy nothing, reshape only if it must", () => {
    const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
    for (const view of [
      x.transpose(),
      x.slice([1, [0, 2]]),
      x.unsqueeze(0).expand([4, 2, 3]),
      x.reshape([3, 2]),
    ]) {
      expect(view.buffer).toBe(x.buffer);
    }
    expect(x.transpose().reshape([6]).buffer).not.toBe(x.buffer);
    expect(x.transpose().unsqueeze(1).reshape([3, 2]).buffer).toBe(x.buffer);
  });
});

describe("reading", () => {
  it("gives numbers, nested arrays and typed arrays", async () => {
    const x = tensor([[1, 2], [3, 4]]).transpose(); // biome-ignore format: a matrix
    expect([x.shape, x.ndim, x.size]).toEqual([[2, 2], 2, 4]);
    expect(x.toArray()).toEqual([[1, 3], [2, 4]]); // biome-ignore format: a matrix
    expect(x.toTypedArray()).toEqual(Float32Array.of(1, 3, 2, 4));
    expect(await x.read()).toEqual(x.toTypedArray());
    expect(tensor([[7]]).item()).toBe(7);
    expect(tensor([], { shape: [2, 0] }).toArray()).toEqual([[], []]);
  });
});

describe("printing", () => {
  const shown: [Tensor, string][] = [
    [tensor(2.5), "Tensor float32 [] 2.5"],
    [tensor([1, -2, 3]), "Tensor float32 [3]\n[1, -2, 3]"],
    [tensor([true, false]), "Tensor bool [2]\n[true, false]"],
    [tensor([[1, 20], [300, 4]]), "Tensor float32 [2, 2]\n[[  1,  20],\n [300,   4]]"], // biome-ignore format: a matrix
    [arange(10), "Tensor int32 [10]\n[0, 1, 2, ..., 7, 8, 9]"],
    [arange(6), "Tensor int32 [6]\n[0, 1, 2, 3, 4, 5]"],
    [arange(7), "Tensor int32 [7]\n[0, 1, 2, ..., 4, 5, 6]"],
    [tensor([123456789, -1234567890, 1234.56789], { dtype: "float64" }), "Tensor float64 [3]\n[123456789, -1234570000, 1234.57]"], // biome-ignore format: a row
    [
      tensor([1 / 3, 1e-10, Number.NaN, Number.POSITIVE_INFINITY, -0]),
      "Tensor float32 [5]\n[0.333333, 1e-10, NaN, Infinity, -0]",
    ],
    [tensor([], { shape: [0, 3] }), "Tensor float32 [0, 3] (empty)"],
    [arange(4).reshape([2, 2, 1]), "Tensor int32 [2, 2, 1]\n[[[0],\n  [1]],\n\n [[2],\n  [3]]]"],
  ];
  for (const [x, text] of shown) {
    it(text.split("\n")[0], () => {
      expect(String(x)).toBe(text);
      expect(inspect(x)).toBe(text);
    });
  }

  it("reads only what it shows", () => {
    expect(String(tensor(1).expand([100_000, 100_000])).split("\n")[1]).toBe("[[1, 1, 1, ..., 1, 1, 1],");
  });

  it("abridges every long axis", () => {
    const lines = String(arange(400).reshape([20, 20])).split("\n");
    expect(lines.length).toBe(8);
    expect(lines[4]).toBe(" ...,");
    expect(lines[1]).toMatch(/^\[\[ {2}0, {3}1, {3}2, \.\.\., {2}17, {2}18, {2}19\],$/);
  });

  it("shows what a Variable holds", () => {
    expect(inspect(new Variable(tensor([1])))).toBe("Variable float32 [1]\n[1]");
  });

  describe("in notebooks", () => {
    type Shown = Record<symbol, () => Record<string, string>>;
    const shownBy = (x: Tensor | Variable) => (x as never as Shown)[Symbol.for("Jupyter.display")]();
    const cells = (x: Tensor | Variable) =>
      [...shownBy(x)["text/html"].matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
        [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell),
      );

    it("is a table of one or two axes, under its text", () => {
      expect(cells(tensor([[1, 20], [-300, 1e-10]]))).toEqual([["1", "20"], ["-300", "1e-10"]]); // biome-ignore format: a matrix
      expect(cells(tensor([true, false]))).toEqual([["true", "false"]]);
      expect(shownBy(tensor([1, 2]))).toEqual({
        "text/html": "<table><caption>Tensor float32 [2]</caption><tr><td>1</td><td>2</td></tr></table>",
        "text/plain": "Tensor float32 [2]\n[1, 2]",
      });
    });

    it("abridges long axes, as the text does", () => {
      expect(cells(new Variable(arange(100).cast("float32")))).toEqual([
        ["0", "1", "2", "...", "97", "98", "99"],
      ]);
      const rows = cells(arange(16).reshape([8, 2]));
      expect(rows.map(([first]) => first)).toEqual(["0", "2", "4", "...", "10", "12", "14"]);
    });

    it("is a text otherwise", () => {
      expect(shownBy(tensor(3))["text/html"]).toBe("<pre>Tensor float32 [] 3</pre>");
      expect(shownBy(tensor([], { shape: [2, 0] }))["text/html"]).toBe(
        "<pre>Tensor float32 [2, 0] (empty)</pre>",
      );
      expect(shownBy(arange(4).reshape([2, 2, 1]))["text/html"]).toMatch(/^<pre>Tensor int32 \[2, 2, 1\]\n/);
      expect(shownBy(new Variable(tensor(1)))["text/plain"]).toBe("Variable float32 [] 1");
    });
  });
});

it("methods are not enumerable, and named", () => {
  const x = tensor(1);
  expect(Object.keys(Object.getPrototypeOf(x))).toEqual([]);
  expect(x.sqrt.name).toBe("sqrt");
  expect(x).toBeInstanceOf(Tensor);
});

it("has up to 64 axes, and reshapes nothing to nothing", () => {
  expect(ones(new Array<number>(64).fill(1)).ndim).toBe(64);
  expect(zeros([0, 3]).reshape([-1, 0]).shape).toEqual([0, 0]);
  expect(zeros([0, 3]).reshape([2, -1]).shape).toEqual([2, 0]);
});

it("keeps all folded axes, if asked, where there is no axis named", () => {
  const x = tensor([[1, 5, 2], [0, -3, 4]]); // biome-ignore format: a matrix
  expect(x.argmax(undefined, { keepDims: true }).toArray()).toEqual([[1]]);
  expect(x.argmin(undefined, { keepDims: true }).toArray()).toEqual([[4]]);
  expect([x.argmax().item(), x.argmin().shape]).toEqual([1, []]);
});

it("one class is as good a number of classes as any", () => {
  expect(tensor([0, 0], { dtype: "int32" }).oneHot(1).toArray()).toEqual([[1], [1]]);
});

it("sums of equal exponentials are one logarithm of 2 larger", () => {
  const x = tensor([1, 1, -Infinity, -Infinity], { dtype: "float64" });
  expect(
    x
      .slice([[0, 2]])
      .logCumSumExp()
      .toArray(),
  ).toEqual([1, 1 + Math.LN2]);
  expect(
    x
      .slice([[2, 4]])
      .logCumSumExp()
      .toArray(),
  ).toEqual([-Infinity, -Infinity]);
});

it("squares of integers wrap as their products do", () => {
  const x = tensor([2 ** 31 - 1, -(2 ** 31), 65536, 46341, -7], { dtype: "int32" });
  expect(x.square().toArray()).toEqual(x.mul(x).toArray());
  expect(x.square().toArray()).toEqual([1, 0, 0, -2147479015, 49]);
});
