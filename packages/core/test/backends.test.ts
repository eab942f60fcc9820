import {
  type BackendName,
  bitwiseRightShift,
  cholesky,
  det,
  eigh,
  floorDivide,
  Generator,
  getBackend,
  inverse,
  logDet,
  maxUnpool1d,
  nonzero,
  qr,
  rand,
  registerBackend,
  reverseSequence,
  scatterReduce,
  seed,
  setBackend,
  solve,
  svd,
  Tensor,
  tensor,
  triangularSolve,
  truncDivide,
  unique,
  uniqueSlices,
  Variable,
  watchFallbacks,
} from "@gradiente/core";
import { backendOf, Layout, reference } from "@gradiente/core/backend";
import { beforeAll, describe, expect, it } from "vitest";
import { muteBackend, smallBackend, waysInAndOut, wholeBackend, withBackend } from "./toy.ts";

/* What holds for every backend that somebody registers. */

it("the plain loops fill a view, and nothing that lies between its elements", () => {
  for (const [layout, filled] of [
    [Layout.dense([2, 3]).slice([{ start: 0, step: 1, size: 2 }, { start: 2, step: -2, size: 2 }]), [7, 0, 7, 7, 0, 7, 0, 0]], // biome-ignore format: one thing
    [Layout.dense([8]).slice([{ start: 1, step: 1, size: 3 }]), [0, 7, 7, 7, 0, 0, 0, 0]],
    [Layout.dense([2, 4]).permute([1, 0]), [7, 7, 7, 7, 7, 7, 7, 7]],
  ] as const) {
    const buffer = new Float32Array(8);
    reference.fill(7, { buffer, layout, dtype: "float32" });
    expect([...buffer]).toEqual(filled);
  }
});

let created = 0;
let reads = 0;

registerBackend("few", () => {
  created++;
  return smallBackend("few");
});
registerBackend("far", () => wholeBackend("far"));
registerBackend("mute", () => muteBackend("mute"));
registerBackend("broken", () => {
  throw new Error("broken: no adapter on this machine");
});
registerBackend("counting", () => ({
  ...reference,
  name: "counting",
  readNow: (x) => {
    reads++;
    return reference.readNow(x);
  },
}));

/** What the wrapper has drawn: its storage is that of the backend that it wraps. */
const drawn: string[] = [];
registerBackend("wrapper", () => ({
  ...reference,
  name: "wrapper",
  depth: 1,
  random: (f, state, out, next) => {
    drawn.push(f.name);
    reference.random(f, state, out, next);
  },
}));

describe("names", () => {
  it("are taken once", () => {
    const message = (name: string) => `registerBackend: there is a backend "${name}" already`;
    for (const name of ["few", "wasm", "reference"] as const) {
      expect(() => registerBackend(name, () => waysInAndOut(name))).toThrow(new RangeError(message(name)));
    }
  });

  it("are listed where one is not known", () => {
    // @ts-expect-error: no package has made this name known
    const choose = () => setBackend("gpu");
    // Where tests run on a backend of another package, that is listed too.
    const others = getBackend() === "wasm" || getBackend() === "reference" ? "" : `${getBackend()}, `;
    expect(choose).toThrow(
      new RangeError(
        `setBackend: there is no backend "gpu"; there are reference, wasm, ${others}few, far, mute, broken, counting and wrapper`,
      ),
    );
    expect(() => tensor(1).to("gpu" as BackendName)).toThrow(/^to: there is no backend "gpu"/);
  });

  it("are what packages add to the interface BackendNames", () => {
    // toy.ts does; this compiles for that reason alone.
    const before = getBackend();
    setBackend("few");
    expect(getBackend()).toBe("few");
    setBackend(before);
  });

  it("make their backend once, when it is first asked for", () => {
    withBackend("few", () => tensor(1));
    tensor(1).to("few");
    expect(created).toBe(1);
  });

  it("let the error through that a backend raises where it cannot run", () => {
    const before = getBackend();
    expect(() => setBackend("broken")).toThrow("broken: no adapter on this machine");
    expect(getBackend()).toBe(before);
  });
});

/** A step of training: two layers, cross-entropy, the gradients of all weights. */
function step(): { readonly values: Tensor[]; readonly backends: string[] } {
  const generator = new Generator(5);
  const x = generator.normal([6, 4], { dtype: "float32" });
  const labels = tensor([0, 2, 1, 1, 0, 2], { dtype: "int32" });
  const weights = [generator.normal([4, 5]), generator.uniform([5, 3])].map((w) => new Variable(w));
  const logits = x.matmul(weights[0]).relu().matmul(weights[1]).mul(2);
  const loss = logits.logSoftmax(-1).gather(labels.unsqueeze(1), 1).mean().neg();
  const gradients = loss.backward();
  const values = [loss, logits.softmax(-1), ...weights.map((w) => gradients.get(w))];
  return { values, backends: values.map((value) => value.backend.name) };
}

describe("a backend with two functions", () => {
  it("trains with the plain loops in place of the rest, to the same bits", () => {
    const plain = withBackend("reference", step);
    const few = withBackend("few", step);
    expect(few.backends).toEqual(["few", "few", "few", "few"]);
    few.values.forEach((value, i) => {
      expect(value.toTypedArray()).toEqual(plain.values[i].toTypedArray());
    });
  });

  it("is told by name what it lacks, random numbers among it", () => {
    const missing = watchFallbacks(() => withBackend("few", step));
    expect([...missing.keys()].sort()).toEqual([
      "contract float32",
      "div float32",
      "exp float32",
      "fill float32",
      "gated float32",
      "gather float32",
      "logSoftmax float32",
      "neg float32",
      "normal float32",
      "relu float32",
      "scatterAdd float32",
      "softmax float32",
      "sub float32",
      "sum float32",
      "uniform float32",
    ]);
  });

  it("is not watched in a function that goes on later", () => {
    expect(() => watchFallbacks(async () => tensor([1]).add(1))).toThrow(/^watchFallbacks: f is async/);
    expect(watchFallbacks(() => {}).size).toBe(0);
  });

  it("runs what it has itself", () => {
    const x = tensor([1, 2, 3]).to("few");
    expect(watchFallbacks(() => x.add(x).mul(2)).size).toBe(0);
    expect(x.add(x).mul(2).toArray()).toEqual([4, 8, 12]);
  });
});

const REFUSAL =
  "this op must see values, but the backend 'mute' cannot be read synchronously; use `await x.read()`, or move x " +
  "first: tensor(await x.read(), { shape: x.shape })";

describe("a backend that cannot be read synchronously", () => {
  let x: Tensor;
  let spd: Tensor;
  let index: Tensor;
  let mask: Tensor;
  beforeAll(() => {
    withBackend("mute", () => {
      x = tensor([[3, 1], [1, 2]]); // biome-ignore format: a matrix
      spd = tensor([[3, 1], [1, 2]]); // biome-ignore format: a matrix
      index = tensor([[0, 1], [1, 0]], { dtype: "int32" }); // biome-ignore format: a matrix
      mask = tensor([[true, false], [false, true]]); // biome-ignore format: a matrix
    });
  });

  const refused: Record<string, () => unknown> = {
    item: () => x.sum().item(),
    toArray: () => x.toArray(),
    toTypedArray: () => x.toTypedArray(),
    toString: () => String(x),
    to: () => x.to("reference"),
    gather: () => x.gather(index, 0),
    takeAlongAxis: () => x.takeAlongAxis(index, 1),
    indexSelect: () => x.indexSelect(index.slice([0])),
    embedding: () => x.embedding(index),
    oneHot: () => index.oneHot(2),
    slice: () => x.slice([index.slice([0])]),
    scatter: () => x.scatter(index, 7, 0),
    scatterAdd: () => x.scatterAdd(index, x, 0),
    scatterReduce: () => scatterReduce(x, index, x, 0, "sum"),
    reverseSequence: () => reverseSequence(x, index.slice([0, null])),
    maxUnpool1d: () => maxUnpool1d(x, index, 2),
    nonzero: () => nonzero(x),
    uniqueSlices: () => uniqueSlices(x),
    maskedSelect: () => x.maskedSelect(mask),
    unique: () => unique(x),
    cast: () => x.cast("int32"),
    mod: () => index.mod(2),
    fmod: () => index.fmod(2),
    floorDivide: () => floorDivide(index, 2),
    truncDivide: () => truncDivide(index, 2),
    bitwiseRightShift: () => bitwiseRightShift(index, 1),
    cholesky: () => cholesky(spd),
    solve: () => solve(spd, x),
    triangularSolve: () => triangularSolve(spd, x),
    inverse: () => inverse(spd),
    det: () => det(spd),
    logDet: () => logDet(spd),
    qr: () => qr(spd),
    eigh: () => eigh(spd),
    svd: () => svd(spd),
    permutation: () => withBackend("mute", () => new Generator(1).permutation(5)),
  };
  for (const [op, run] of Object.entries(refused)) {
    it(`refuses ${op} by its name, with the way out`, () => {
      expect(run).toThrow(new Error(`${op}: ${REFUSAL}`));
    });
  }

  it("refuses a slice by a mask, too", () => {
    expect(() => x.slice([mask])).toThrow(`slice: ${REFUSAL}`);
  });

  it("reads when it is waited for", async () => {
    expect(await x.matmul(spd).read()).toEqual(Float32Array.of(10, 5, 5, 5));
    expect(await new Variable(x).read()).toEqual(Float32Array.of(3, 1, 1, 2));
  });

  it("sorts, pads and interpolates: places that ops make themselves need not be seen", async () => {
    expect(await x.reshape([-1]).sort().values.read()).toEqual(Float32Array.of(1, 1, 2, 3));
    expect(await x.reshape([-1]).topk(2).indices.read()).toEqual(Int32Array.of(0, 3));
    expect(
      await x
        .slice([0])
        .pad([[1, 1]], "reflect")
        .read(),
    ).toEqual(Float32Array.of(1, 3, 1, 3));
    expect(await x.indexSelect([1, 0]).read()).toEqual(Float32Array.of(1, 2, 3, 1));
  });

  it("trains", async () => {
    const gradients = withBackend("mute", () => {
      const w = new Variable(new Generator(1).normal([2, 3]));
      const loss = x.matmul(w).relu().logSoftmax(-1).square().mean();
      return loss.backward().get(w);
    });
    expect((await gradients.read()).every(Number.isFinite)).toBe(true);
  });

  it("says so where a kernel is missing that the plain loops would have to read for", () => {
    const { unary: _, ...others } = muteBackend("silent");
    registerBackend("silent", () => others);
    expect(() => tensor([1, 2]).to("silent").lgamma()).toThrow(
      "lgamma: the backend 'silent' has no kernel for it, and the plain loops cannot stand in, since it cannot be " +
        'read synchronously; move the operands to a backend that has one, e.g. x.to("wasm")',
    );
  });
});

it("the plain loops stand in for what runs backwards, and for parts of it", () => {
  const x = tensor([[-1, 2, -3, 4], [5, -6, 7, -8]]); // biome-ignore format: a matrix
  const part = (y: Tensor) => y.flip([0, 1]).slice([null, [1, 3]]).abs(); // biome-ignore format: one line
  expect(part(x.to("few")).toArray()).toEqual([[7, 6], [3, 2]]); // biome-ignore format: a matrix
});

describe("printing", () => {
  for (const shape of [[], [3], [6, 6, 6], [7, 100, 9], [0, 4], [100_000]]) {
    it(`reads once for [${shape}]`, () => {
      const x = tensor(0).expand(shape).to("counting");
      const before = reads;
      const text = String(x);
      expect(reads - before).toBe(shape.includes(0) ? 0 : 1);
      expect(text).toContain("Tensor float32");
    });
  }
});

describe("random numbers", () => {
  it("are the same on every backend, and go on where the default was changed", () => {
    const numbers = (names: readonly BackendName[]) => {
      const generator = new Generator(3);
      return names.map((name) => withBackend(name, () => generator.normal([5]).to("reference").toArray()));
    };
    const plain = numbers(["reference", "reference", "reference"]);
    expect(numbers(["far", "few", "reference"])).toEqual(plain);
    expect(numbers(["reference", "far", "far"])).toEqual(plain);
    expect(new Set(plain.map(String)).size).toBe(3);
  });

  it("take the state of their generator to the default backend", () => {
    const generator = new Generator(3);
    const first = generator.state.value.backend.name;
    expect(first).toBe(getBackend());
    const x = withBackend("far", () => generator.uniform([2]));
    expect(x.backend.name).toBe("far");
    expect(generator.state.value.backend.name).toBe("far");
    expect(rand([2]).backend.name).toBe(getBackend());
  });

  it("say what to do where that state cannot be read", () => {
    withBackend("mute", () => rand([2]));
    expect(() => rand([2])).toThrow(
      "rand: the state of the generator is on the backend 'mute', which cannot be read synchronously, and the default " +
        `is now '${getBackend()}'; call seed, or make a new Generator, after setBackend`,
    );
    seed(1);
    expect(rand([2]).backend.name).toBe(getBackend());
  });

  it("are drawn where the state is by a backend that wraps another", () => {
    const wrapper = backendOf("test", "wrapper");
    expect(wrapper.depth).toBe(reference.depth + 1);
    const { value } = new Generator(3).state;
    const generator = new Generator(3);
    generator.state.set(new Tensor(value.buffer, value.layout, value.dtype, wrapper));
    const x = generator.uniform([4]);
    expect(x.backend).toBe(wrapper);
    expect(generator.state.value.backend).toBe(wrapper);
    expect(drawn).toEqual(["uniform"]);
    expect(x.toTypedArray()).toEqual(new Generator(3).uniform([4]).toTypedArray());
  });
});
