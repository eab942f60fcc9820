import {
  attentionWeights,
  checkGradients,
  Generator,
  grad,
  noGrad,
  ones,
  scaledDotProductAttention,
  type Tensor,
  tensor,
  vjp,
  zeros,
} from "@gradiente/core";
import {
  type AttentionInputs,
  GRU,
  GRUCell,
  LearntPositions,
  LSTM,
  LSTMCell,
  lengthMask,
  MultiHeadAttention,
  RNN,
  RNNCell,
  RotaryPositions,
  SinusoidalPositions,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
} from "@gradiente/nn";
import { tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/* What layers for sequences are, whatever their weights. */

const dtype = "float64";
const of = (...shape: number[]) => tensors({ shape, minimum: -2, maximum: 2 });

function expectClose(actual: Tensor, expected: Tensor, bound = 1e-12): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.sub(expected).abs().max().item()).toBeLessThanOrEqual(bound);
}

const generator = () => new Generator(5);

describe("recurrent layers", () => {
  const pairs = [
    [new RNN(3, 2, { dtype, activation: "relu" }), new RNNCell(3, 2, { dtype, activation: "relu" })],
    [new LSTM(3, 2, { dtype }), new LSTMCell(3, 2, { dtype })],
    [new GRU(3, 2, { dtype }), new GRUCell(3, 2, { dtype })],
  ] as const;

  it.each(pairs)("%o: one layer is its cell in a loop", (layer, cell) => {
    const state = new Map([...layer.stateDict()].map(([path, value]) => [path.replace("_l0", ""), value]));
    cell.loadStateDict(state);
    fc.assert(
      fc.property(of(4, 2, 3), (x) => {
        const { output, hidden } = layer.forward(x);
        let last: { hidden: Tensor; cell?: Tensor } | undefined;
        x.unbind().forEach((step, t) => {
          const next = (cell as GRUCell).forward(step, last) as Tensor | { hidden: Tensor; cell: Tensor };
          last = "hidden" in next ? next : { hidden: next };
          expectClose(output.slice([t]), last.hidden);
        });
        expectClose(hidden.squeeze(0), last?.hidden as Tensor);
      }),
      { numRuns: 10 },
    );
  });

  it("both ways are two passes", () => {
    const both = new LSTM(3, 2, { dtype, bidirectional: true });
    const state = both.stateDict();
    const one = (isReverse: boolean) => {
      const layer = new LSTM(3, 2, { dtype });
      const own = [...state].filter(([path]) => path.endsWith("_reverse") === isReverse);
      layer.loadStateDict(new Map(own.map(([path, value]) => [path.replace("_reverse", ""), value])));
      return layer;
    };
    const [forwards, backwards] = [one(false), one(true)];
    fc.assert(
      fc.property(of(4, 2, 3), (x) => {
        const { output, cell } = both.forward(x);
        const [there, back] = [forwards.forward(x), backwards.forward(x.flip(0))];
        expectClose(output.slice([null, null, [0, 2]]), there.output);
        expectClose(output.slice([null, null, [2, 4]]), back.output.flip(0));
        expectClose(cell, there.cell.flip(0).slice([[0, 1]]).pad([[0, 1], [0, 0], [0, 0]]).add(back.cell.pad([[1, 0], [0, 0], [0, 0]]))); // biome-ignore format: one thing
      }),
      { numRuns: 10 },
    );
  });

  it("a sequence in two parts is the whole, if the states are passed on", () => {
    const layer = new LSTM(3, 2, { dtype, layers: 2, batchFirst: true });
    fc.assert(
      fc.property(of(2, 5, 3), (x) => {
        const first = layer.forward(x.slice([null, [0, 2]]));
        const { hidden, cell } = first;
        const second = layer.forward(x.slice([null, [2, 5]]), { hidden, cell });
        const whole = layer.forward(x);
        expectClose(whole.output.slice([null, [2, 5]]), second.output);
        expectClose(whole.cell, second.cell);
      }),
      { numRuns: 10 },
    );
  });

  it("what does not count has no influence and no gradient, NaN and Infinity neither", () => {
    const layer = new GRU(3, 2, { dtype, bidirectional: true, batchFirst: true });
    const mask = lengthMask([4, 1]);
    const counts = mask.unsqueeze(-1);
    const run = (x: Tensor) => layer.forward(x, { mask });
    fc.assert(
      fc.property(of(2, 4, 3), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 3), (x, other) => {
        const changed = counts.where(x, other);
        const [found, wanted] = [run(changed), run(x)];
        expect(found.output.toArray()).toEqual(wanted.output.toArray());
        expect(found.hidden.toArray()).toEqual(wanted.hidden.toArray());
        expect(counts.where(0, found.output).abs().max().item()).toBe(0);
        const gradient = grad((given: Tensor) => {
          const { output, hidden } = run(given);
          return output.sum().add(hidden.sum());
        })(changed);
        expect(counts.where(0, gradient).abs().max().item()).toBe(0);
        expect(gradient.isFinite().all().item()).toBe(1);
      }),
      { numRuns: 5 },
    );
  });

  it.each([
    ["RNN", RNN],
    ["LSTM", LSTM],
    ["GRU", GRU],
  ] as const)(
    "%s drops outputs between layers in training mode alone, and none of the last layer",
    (_name, Layer) => {
      const make = (layers: number) =>
        new Layer(3, 8, { layers, dropout: 0.5, dtype, generator: generator() });
      const x = ones([2, 1, 3], { dtype });
      const two = make(2);
      expect(two.forward(x).output.toArray()).not.toEqual(two.forward(x).output.toArray());
      two.eval();
      expect(two.forward(x).output.toArray()).toEqual(two.forward(x).output.toArray());
      const single = make(1);
      expect(single.forward(x).output.toArray()).toEqual(single.forward(x).output.toArray());
    },
  );

  it("starts weights within ±1/√hidden, or as an initialiser says", () => {
    const layer = new LSTM(2, 16, { layers: 2 });
    const largest = [...layer.parameters().values()].map((weight) => weight.abs().max().item());
    for (const value of largest) expect(value).toBeLessThanOrEqual(0.25);
    expect(Math.max(...largest)).toBeGreaterThan(0.24);
    const { weights } = new GRUCell(2, 3, {
      weightInitializer: (shape) => ones(shape),
      biasInitializer: (shape) => zeros(shape),
    }).toJSON().variables.reduce((all, { path }) => ({ weights: [...all.weights, path] }), { weights: [] as string[] }); // biome-ignore format: one thing
    expect(weights).toEqual(["weight_ih", "weight_hh", "bias_ih", "bias_hh"]);
  });

  it("a sequence alone is a batch of one, masked too", () => {
    const alone = new LSTM(3, 4, { dtype, layers: 2, bidirectional: true, projectionFeatures: 2 });
    const mask = tensor([false, true, true, false]);
    fc.assert(
      fc.property(of(4, 3), (x) => {
        const one = alone.forward(x, { mask });
        const batch = alone.forward(x.unsqueeze(1), { mask: mask.unsqueeze(0) });
        expect(one.output.toArray()).toEqual(batch.output.squeeze(1).toArray());
        expect(one.cell.toArray()).toEqual(batch.cell.squeeze(1).toArray());
      }),
      { numRuns: 5 },
    );
  });

  it("a projected state goes through steps that do not count, wherever they are", () => {
    const projected = new LSTM(2, 3, { dtype, projectionFeatures: 2 });
    const x = tensor([[0.3, -1], [2, 0.7], [1, -0.4]], { dtype }); // biome-ignore format: a matrix
    const hidden = tensor([[0.5, -0.2]], { dtype });
    const cellState = tensor([[1, 0.1, -0.6]], { dtype });
    const given = { hidden, cell: cellState };
    // What the steps that count alone give.
    const wanted = projected.forward(x.slice([[1, 3]]), given);
    const found = projected.forward(x, { ...given, mask: tensor([false, true, true]) });
    expectClose(found.hidden, wanted.hidden);
    expectClose(found.cell, wanted.cell);
    const none = projected.forward(x, { ...given, mask: tensor([false, false, false]) });
    expect(none.hidden.toArray()).toEqual(hidden.toArray());
    expect(none.cell.toArray()).toEqual(cellState.toArray());
    expect(none.output.abs().max().item()).toBe(0);
    const both = (h: Tensor, c: Tensor) => projected.forward(x, { hidden: h, cell: c }).output;
    checkGradients(both, [hidden, cellState], { order: 2 });
  });

  it("computes in the larger of two dtypes", () => {
    const layer = new GRU(2, 3);
    expect(layer.forward(ones([2, 1, 2], { dtype })).output.dtype).toBe("float64");
    expect(layer.forward(ones([2, 1, 2])).output.dtype).toBe("float32");
  });

  it("cells and layers have gradients of second order", () => {
    const lstm = new LSTM(2, 2, { dtype, bidirectional: true });
    checkGradients((x) => lstm.forward(x).output, [tensor([[[0.3, -1]], [[2, 0.7]]], { dtype })], {
      order: 2,
    });
    const cell = new LSTMCell(2, 2, { dtype });
    const inputs = [
      tensor([[0.3, -1]], { dtype }),
      tensor([[0.5, 0.1]], { dtype }),
      tensor([[1, -2]], { dtype }),
    ];
    checkGradients((x, hidden, c) => cell.forward(x, { hidden, cell: c }).hidden, inputs, { order: 2 });
  });

  it("shows what it is", () => {
    const layer = new LSTM(3, 4, {
      layers: 2,
      bidirectional: true,
      dropout: 0.1,
      bias: false,
      batchFirst: true,
    });
    expect(String(layer)).toBe(
      "LSTM(3 -> 4, 2 layers, bidirectional, dropout 0.1, no bias, batch first) 608 parameters",
    );
    expect(String(new LSTM(3, 4, { projectionFeatures: 2 }))).toBe("LSTM(3 -> 4 -> 2) 120 parameters");
    expect(String(new RNNCell(3, 4, { bias: false }))).toBe("RNNCell(3 -> 4, no bias) 28 parameters");
  });

  it.each<[string, typeof RNN | typeof GRU | typeof LSTM]>([["RNN", RNN], ["GRU", GRU], ["LSTM", LSTM]])("%s takes no samples, but not no steps", (name, Layer) => {
    for (const batchFirst of [false, true]) {
      const layer = new Layer(3, 2, { batchFirst });
      const shape = (time: number, batch: number) => (batchFirst ? [batch, time, 3] : [time, batch, 3]);
      expect(layer.forward(ones(shape(4, 0))).output.shape).toEqual([...shape(4, 0).slice(0, 2), 2]);
      for (const given of [shape(0, 2), [0, 3]]) {
        expect(() => layer.forward(ones(given))).toThrow(
          `${name}: a sequence needs at least one step, not [${given.join(", ")}]`,
        );
      }
    }
  }); // biome-ignore format: one line

  const layer = new LSTM(3, 2);
  const cell = new GRUCell(3, 2);
  it.each([
    [() => layer.forward(ones([3])), "LSTM: the input must be [time, batch, features] or [time, features] with 3 features, not [3]"],
    [() => new GRU(3, 2, { batchFirst: true }).forward(ones([2, 3, 4])), "GRU: the input must be [batch, time, features] or [time, features] with 3 features"],
    [() => layer.forward(ones([0, 3])), "LSTM: a sequence needs at least one step"],
    [() => layer.forward(ones([1, 3]), { hidden: ones([1, 1, 2]) }), "LSTM: hidden must have shape [1, 2], not [1, 1, 2]"],
    [() => layer.forward(ones([3, 3]), { mask: ones([2]).ne(0) }), "LSTM: the mask must be [1 batch, 3 time], not [1, 2]"],
    [() => new LSTM(3, 2, { projectionFeatures: 2 }), "LSTM: projectionFeatures must be less than the 2 hidden features, not 2"],
    [() => layer.forward(ones([0, 1, 3])), "LSTM: a sequence needs at least one step"],
    [() => layer.forward(ones([1, 1, 3]), { hidden: ones([1, 2, 2]) }), "LSTM: hidden must have shape [1, 1, 2], not [1, 2, 2]"],
    [() => layer.forward(ones([1, 1, 3]), { mask: ones([1, 1]) }), "LSTM: the mask must be bool, not float32"],
    [() => layer.forward(ones([3, 1, 3]), { mask: ones([3, 1]).ne(0) }), "LSTM: the mask must be [1 batch, 3 time], not [3, 1]"],
    [() => layer.forward(ones([1, 1, 3]), { masks: ones([1, 1]) } as never), "did you mean mask"],
    [() => cell.forward(ones([1, 2])), "GRUCell: the input must be [batch, features] or [features] with 3 features, not [1, 2]"],
    [() => cell.forward(ones([1, 3]), { hidden: ones([2, 2]) }), "GRUCell: hidden must have shape [1, 2], not [2, 2]"],
    [() => new LSTM(3, 2, { layers: 0 }), "LSTM: layers must be a whole number from 1 to 1024, not 0"],
    [() => new LSTM(3, 2, { dropout: 1 }), "dropout must be at least 0 and below 1, not 1"],
    [() => new RNN(3, 2, { activation: "gelu" as never }), 'activation must be "tanh" or "relu", not "gelu"'],
    [() => new RNN(0, 2), "RNN: inputFeatures must be a whole number >= 1, not 0"],
    [() => new LSTMCell(3, 2.5), "LSTMCell: hiddenFeatures must be a whole number >= 1, not 2.5"],
    [() => lengthMask([3], 2), "lengthMask: time must be a whole number >= 3, not 2"],
    [() => lengthMask([1, -1]), "lengthMask: lengths must be a list of whole numbers >= 0"],
    [() => lengthMask(ones([2])), "lengthMask: lengths must be int32 [batch], not float32 [2]"],
    [() => lengthMask(tensor([-1], { dtype: "int32" }), 2), "lengthMask: the smallest length must be a whole number >= 0, not -1"],
    [() => lengthMask([]), "lengthMask: expected at least one length, got none"],
  ])("refuses what does not fit: %#", (call, message) => {
    expect(call).toThrow(message);
  }); // biome-ignore format: one row each

  it("lengthMask is true up to each length", () => {
    const mask = [[true, true, false], [false, false, false]]; // biome-ignore format: a matrix
    expect(lengthMask([2, 0], 3).toArray()).toEqual(mask);
    expect(lengthMask(tensor([2, 0], { dtype: "int32" })).shape).toEqual([2, 2]);
  });
});

describe("attention", () => {
  const heads = of(2, 4, 5, 3);
  const shared = of(2, 2, 5, 3);

  it("does not care about the order of keys, and follows that of queries", () => {
    const layer = new MultiHeadAttention(4, 2, { dtype, batchFirst: true });
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(of(2, 5, 4), order, (x, places) => {
        const to = tensor(places, { dtype: "int32" });
        const { output } = layer.forward(x);
        expectClose(layer.forward(x.indexSelect(to, 1)).output, output.indexSelect(to, 1));
        expectClose(layer.forward(x, { key: x.indexSelect(to, 1) }).output, output);
      }),
      { numRuns: 10 },
    );
  });

  it("shared heads are heads that are repeated", () => {
    fc.assert(
      fc.property(heads, shared, shared, (q, k, v) => {
        const options = { causal: true };
        const repeated = (x: Tensor) => x.repeat(2, 1);
        const run = (...xs: Tensor[]) => scaledDotProductAttention(xs[0], xs[1], xs[2], options);
        const whole = (...xs: Tensor[]) => run(xs[0], repeated(xs[1]), repeated(xs[2]));
        const [ours, theirs] = [run, whole].map((f) => vjp(f, [q, k, v], q));
        expectClose(ours.value, theirs.value);
        ours.gradients.forEach((gradient, i) => {
          expectClose(gradient, theirs.gradients[i]);
        });
      }),
      { numRuns: 10 },
    );
  });

  it("causality leaks nothing: no step has a gradient by a later one", () => {
    const model = new TransformerEncoder(2, 4, 2, { feedForward: 5, dropout: 0, dtype, finalNorm: true });
    fc.assert(
      fc.property(of(4, 1, 4), fc.integer({ min: 0, max: 3 }), (x, t) => {
        const gradient = grad((given: Tensor) =>
          model.forward(given, { causal: true }).slice([t]).square().sum(),
        )(x);
        const later = gradient.slice([[t + 1, 4]]).toTypedArray();
        for (const value of later) expect(value === 0).toBe(true);
        expect(gradient.slice([t]).abs().max().item()).toBeGreaterThan(0);
        const changed = x.slice([[0, t + 1]]).pad([[0, 3 - t], [0, 0], [0, 0]], 7); // biome-ignore format: one thing
        const [before, after] = [x, changed].map((given) =>
          model.forward(given, { causal: true }).slice([t]),
        );
        expect(after.toArray()).toEqual(before.toArray());
      }),
      { numRuns: 10 },
    );
  });

  it("a query without a key gives 0, in values and gradients", () => {
    const additive = tensor([[0, 0], [-Infinity, -Infinity]], { dtype }); // biome-ignore format: a matrix
    fc.assert(
      fc.property(of(2, 3), of(2, 3), of(2, 3), (q, k, v) => {
        for (const mask of [additive.eq(0), additive]) {
          const run = (...xs: Tensor[]) => scaledDotProductAttention(xs[0], xs[1], xs[2], { mask });
          const { value, gradients } = vjp(run, [q, k, v], ones([2, 3], { dtype }));
          expect(value.slice([1]).abs().max().item()).toBe(0);
          expect(gradients[0].slice([1]).abs().max().item()).toBe(0);
          for (const gradient of gradients) expect(gradient.isFinite().all().item()).toBe(1);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("has gradients of second order, masked rows included", () => {
    const x = tensor([[[0.2, -1, 0.5, 1]], [[1.5, 0.3, -0.2, 0]], [[-0.7, 0.1, 2, 0.4]]], { dtype }); // biome-ignore format: a tensor
    const layer = new MultiHeadAttention(4, 2, { dtype, generator: generator() });
    const mask = tensor([[1, 0, 1], [0, 0, 0], [1, 1, 1]]).ne(0); // biome-ignore format: a matrix
    checkGradients((y) => layer.forward(y, { mask }).output, [x], { order: 2 });
  });

  it("projects queries, keys and values alike, whichever of them are one tensor", () => {
    const layer = new MultiHeadAttention(4, 2, { dtype, generator: generator() });
    const draws = generator();
    const [a, b, c] = [0, 1, 2].map(() => draws.normal([3, 2, 4], { dtype }));
    const output = (query: Tensor, key: Tensor, value: Tensor) => layer.forward(query, { key, value }).output;
    const copy = (x: Tensor) => x.add(0);
    for (const [query, key, value] of [
      [a, a, a],
      [a, a, b],
      [a, b, b],
      [a, b, a],
      [a, b, c],
    ]) {
      // biome-ignore format: cases
      expectClose(output(query, key, value), output(copy(query), copy(key), copy(value)));
    }
  });

  it("by a function: scale is a factor of the scores, and dropout draws from the generator", () => {
    const draws = generator();
    const [q, k, v] = [5, 7, 7].map((places) => draws.normal([2, places, 4], { dtype }));
    const scores = q.matmul(k.permute([0, 2, 1]));
    expectClose(attentionWeights(q, k, { scale: 0.3 }), scores.mul(0.3).softmax(-1));
    const options = () => ({ dropout: 0.5, generator: new Generator(6) });
    const dropped = attentionWeights(q, k, options());
    const plain = attentionWeights(q, k);
    expectClose(dropped, dropped.ne(0).where(plain.mul(2), 0));
    expect(dropped.eq(0).cast("float64").mean().item()).toBeCloseTo(0.5, 0);
    expectClose(scaledDotProductAttention(q, k, v, options()), dropped.matmul(v));
  });

  it("drops weights in training mode alone, and keeps their expected sum", () => {
    const layer = new MultiHeadAttention(4, 2, { dropout: 0.5, generator: generator() });
    const x = ones([32, 4, 4]);
    const sums = layer.forward(x, { needWeights: "heads" }).weights?.sum(-1) as Tensor;
    expect(sums.mean().item()).toBeCloseTo(1, 1);
    expect(sums.max().item()).toBeGreaterThan(1.2);
    layer.eval();
    expectClose(layer.forward(x, { needWeights: "mean" }).weights?.sum(-1) as Tensor, ones([4, 32]), 1e-6);
  });

  it("turned by positions, scores depend on distances alone", () => {
    const rotary = new RotaryPositions(4);
    const layer = new MultiHeadAttention(8, 2, { dtype, batchFirst: true, rotary });
    fc.assert(
      fc.property(of(1, 3, 4), of(1, 3, 4), fc.integer({ min: 0, max: 1000 }), (q, k, offset) => {
        const scores = (from: number) =>
          rotary.forward(q, { offset: from }).matmul(rotary.forward(k, { offset: from }).transpose());
        expectClose(scores(offset), scores(0), 1e-10);
        expectClose(rotary.forward(q).square().sum(-1), q.square().sum(-1));
      }),
      { numRuns: 10 },
    );
    const x = tensor([[[1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 0, 1, 0, 1, 0, 1]]], { dtype }); // biome-ignore format: a tensor
    const plain = new MultiHeadAttention(8, 2, { dtype, batchFirst: true });
    plain.loadStateDict(layer.stateDict());
    expect(layer.forward(x).output.toArray()).not.toEqual(plain.forward(x).output.toArray());
  });

  it("with a learnt key and value has a key for every query, whatever the mask", () => {
    const extended = new MultiHeadAttention(4, 2, { addBiasKv: true, batchFirst: true, dtype });
    const x = generator().normal([1, 3, 4], { dtype });
    const weights = (inputs: AttentionInputs) => extended.forward(x, { ...inputs, needWeights: "mean" }).weights as Tensor; // biome-ignore format: one line
    const last = (w: Tensor) => w.slice([0, null, -1]).toArray();
    expect(weights({}).shape).toEqual([1, 3, 4]);
    for (const mask of [tensor(false), tensor(Number.NEGATIVE_INFINITY, { dtype }), zeros([3, 3]).ne(0)]) {
      expect(last(weights({ mask }))).toEqual([1, 1, 1]);
      expect(last(weights({ mask, causal: true }))).toEqual([1, 1, 1]);
    }
    expect([...extended.parameters().keys()]).toEqual(["in_proj_weight", "in_proj_bias", "bias_k", "bias_v", "out_proj.weight", "out_proj.bias"]); // biome-ignore format: one line
    expect(String(extended)).toContain("4 in 2 heads, a learnt key and value, batch first");
  });

  it("with a learnt key and value takes masks that broadcast", () => {
    const extended = new MultiHeadAttention(4, 2, { addBiasKv: true, batchFirst: true, dtype });
    const x = generator().normal([1, 3, 4], { dtype });
    const output = (mask: Tensor, causal: boolean) => extended.forward(x, { mask, causal }).output;
    const whole = tensor([[1, 0, 1], [0, 1, 1], [1, 1, 0]]); // biome-ignore format: a matrix
    for (const part of [whole, whole.slice([0]), whole.slice([null, [1, 2]]), whole.slice([1, 1]), whole.slice([[0, 1]])]) {
      for (const mask of [part.ne(0), part.cast(dtype)]) {
        for (const causal of [false, true]) {
          expectClose(output(mask, causal), output(mask.expand([3, 3]), causal));
        }
      }
    }
  }); // biome-ignore format: one line

  it("adds the features of the last positions, and none beyond", () => {
    const positions = new LearntPositions(3, 1, { weightInitializer: () => tensor([[1], [10], [100]]) });
    const added = (steps: number, offset: number) => [
      ...positions.forward(zeros([steps, 1, 1]), { offset }).toTypedArray(),
    ];
    expect([added(2, 0), added(2, 1), added(3, 0), added(1, 2)]).toEqual([[1, 10], [10, 100], [1, 10, 100], [100]]); // biome-ignore format: rows
    expect(() => added(2, 2)).toThrow(
      "LearntPositions: there are 3 positions, too few for 2 steps from 2 on",
    );
  });

  it("has PyTorch's paths", () => {
    expect([
      ...new TransformerDecoder(1, 4, 2, { finalNorm: true, bias: false }).parameters().keys(),
    ]).toEqual([
      "layers.0.self_attn.in_proj_weight",
      "layers.0.self_attn.out_proj.weight",
      "layers.0.multihead_attn.in_proj_weight",
      "layers.0.multihead_attn.out_proj.weight",
      "layers.0.linear1.weight",
      "layers.0.linear2.weight",
      "layers.0.norm1.weight",
      "layers.0.norm2.weight",
      "layers.0.norm3.weight",
      "norm.weight",
    ]);
    const layer = new TransformerEncoderLayer(4, 2);
    expect(layer.linear1.weight.shape).toEqual([2048, 4]);
    expect(layer.eval().selfAttention.training).toBe(false);
  });

  it("shows what it is", () => {
    expect(String(new MultiHeadAttention(4, 2, { dropout: 0.1, bias: false, batchFirst: true }))).toMatch(
      /^MultiHeadAttention\(4 in 2 heads, dropout 0.1, no bias, batch first\n/,
    );
    expect(String(new RotaryPositions(4, { pairs: "halves" }))).toBe("RotaryPositions(4, halves)");
    expect(String(new SinusoidalPositions(4, { batchFirst: true }))).toBe(
      "SinusoidalPositions(4, batch first)",
    );
    expect(String(new LearntPositions(5, 4))).toBe("LearntPositions(5 x 4) 20 parameters");
    expect(String(new TransformerEncoderLayer(4, 2, { normFirst: true, activation: (x) => x }))).toMatch(
      /^TransformerEncoderLayer\(norm first, activation of your own\n/,
    );
  });

  const x = ones([3, 2, 4]);
  const layer = new MultiHeadAttention(4, 2);
  const decoder = new TransformerDecoderLayer(4, 2, { feedForward: 5 });
  it.each([
    [() => scaledDotProductAttention(ones([3]), x, x), "query must be [..., places, features], not [3]"],
    [() => scaledDotProductAttention(ones([2, 3]), ones([2, 4]), ones([2, 4])), "queries and keys must have as many features"],
    [() => scaledDotProductAttention(x, x, ones([3, 1, 4])), "there must be as many values as keys"],
    [() => scaledDotProductAttention(ones([3, 2, 4]), ones([2, 2, 4]), ones([2, 2, 4])), "the 3 heads of [3, 2, 4] are no multiple of the 2 heads of [2, 2, 4]"],
    [() => scaledDotProductAttention(x, x, x, { mask: ones([3, 3]) }), "the mask [3, 3] must broadcast to the scores [3, 2, 2]"],
    [() => scaledDotProductAttention(x, x, x, { mask: ones([2, 2]).cast("int32") }), "the mask must be bool, where true takes part, or floating"],
    [() => scaledDotProductAttention(x, x, x, { dropout: 1 }), "dropout must be at least 0 and below 1"],
    [() => layer.forward(ones([3, 4])), "MultiHeadAttention: query must be [time, batch, 4 features], not [3, 4]"],
    [() => layer.forward(x, { key: ones([3, 2, 5]) }), "MultiHeadAttention: key must be [time, batch, 4 features], not [3, 2, 5]"],
    [() => layer.forward(x, { key: ones([3, 1, 4]) }), "query, key and value must be of one batch"],
    [() => layer.forward(x, { value: ones([5, 2, 4]) }), "with as many values as keys"],
    [() => layer.forward(x, { keyMask: ones([3, 2]).ne(0) }), "keyMask must be [2 batch, 3 keys], not [3, 2]"],
    [() => layer.forward(x, { keyMask: ones([2, 3]) }), "keyMask must be bool, true where there is a key, not float32"],
    [() => layer.forward(x, { needWeights: "some" as never }), 'needWeights must be "none", "mean" or "heads"'],
    [() => new MultiHeadAttention(4, 3), "heads must be a whole number >= 1 that divides the 4 features, not 3"],
    [() => new MultiHeadAttention(4, 2, { rotary: new RotaryPositions(4) }), "a head has 2 features, and rotary has 4"],
    [() => new TransformerEncoder(0, 4, 2), "the number of layers must be a whole number from 1 to 1024, not 0"],
    [() => new TransformerEncoderLayer(4, 2, { activation: "swish" as never }), 'activation must be "relu", "gelu" or a function of a tensor'],
    [() => decoder.forward(x, ones([3, 1, 4])), "query, key and value must be of one batch"],
    [() => new RotaryPositions(3), "features must be an even whole number >= 2, not 3"],
    [() => new RotaryPositions(4).forward(ones([3, 2])), "the input must be [..., time, 4 features], not [3, 2]"],
    [() => new SinusoidalPositions(4, { base: 0 }), "base must be a finite number > 0, not 0"],
    [() => new SinusoidalPositions(4).forward(ones([3, 2, 5])), "the input must be [time, batch, 4 features], not [3, 2, 5]"],
    [() => new LearntPositions(9, 4).forward(ones([3, 2, 5])), "the input must be [time, batch, 4 features], not [3, 2, 5]"],
    [() => new SinusoidalPositions(4).forward(ones([3, 4])), "the input must be [time, batch, 4 features], not [3, 4]"],
    [() => new LearntPositions(2, 4).forward(x), "there are 2 positions, too few for 3 steps from 0 on"],
  ])("refuses what does not fit: %#", (call, message) => {
    expect(() => noGrad(() => call() as Tensor)).toThrow(message);
  }); // biome-ignore format: one row each
});

it.each([
  ["keyFeatures", [[4, 4], [4, 3], [4, 4]]],
  ["valueFeatures", [[4, 4], [4, 4], [4, 3]]],
] as const)("MultiHeadAttention takes %s apart from the other features", (name, weights) => {
  const layer = new MultiHeadAttention(4, 2, { [name]: 3 });
  const shapes = [...layer.parameters().values()].map(({ shape }) => shape).filter(({ length }) => length === 2);
  expect(shapes).toEqual([...weights, [4, 4]]);
  const [, [, ofKeys], [, ofValues]] = weights;
  const inputs = { key: ones([6, 2, ofKeys]), value: ones([6, 2, ofValues]) };
  expect(layer.forward(ones([5, 2, 4]), inputs).output.shape).toEqual([5, 2, 4]);
}); // biome-ignore format: shapes
