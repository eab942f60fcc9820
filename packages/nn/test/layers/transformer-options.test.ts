import { arange, Generator, ones, type Tensor } from "@gradiente/core";
import {
  type AnyModule,
  type DecoderInputs,
  LayerNorm,
  lengthMask,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";

/* Each option of transformers, given to layers and to stacks of them: a stack must hand on what its layers take. */

const [TIME, MEMORY, BATCH, FEATURES] = [4, 3, 2, 6];

interface Made {
  readonly module: AnyModule;
  /** Runs it on a sequence and, if it decodes, on a memory. */
  readonly call: (x: Tensor, memory: Tensor, inputs?: DecoderInputs) => Tensor;
}

const base = { feedForward: 5, dropout: 0, dtype: "float64" } as const;

function encoding(make: (options: TransformerLayerOptions) => TransformerEncoderLayer | TransformerEncoder) {
  return (options: TransformerLayerOptions = {}): Made => {
    const module = make({ ...base, generator: new Generator(1), ...options });
    return { module, call: (x, _memory, inputs) => module.forward(x, inputs) };
  };
}

function decoding(make: (options: TransformerLayerOptions) => TransformerDecoderLayer | TransformerDecoder) {
  return (options: TransformerLayerOptions = {}): Made => {
    const module = make({ ...base, generator: new Generator(1), ...options });
    return { module, call: (x, memory, inputs) => module.forward(x, memory, inputs) };
  };
}

const kinds = {
  TransformerEncoderLayer: { make: encoding((o) => new TransformerEncoderLayer(FEATURES, 2, o)), layers: 1 },
  TransformerEncoder: { make: encoding((o) => new TransformerEncoder(2, FEATURES, 2, o)), layers: 2 },
  TransformerDecoderLayer: { make: decoding((o) => new TransformerDecoderLayer(FEATURES, 2, o)), layers: 1 },
  TransformerDecoder: { make: decoding((o) => new TransformerDecoder(2, FEATURES, 2, o)), layers: 2 },
};

const draws = new Generator(2);
const x = draws.normal([TIME, BATCH, FEATURES], { dtype: "float64" });
const memory = draws.normal([MEMORY, BATCH, FEATURES], { dtype: "float64" });
const turned = (sequence: Tensor) => sequence.permute([1, 0, 2]);

/** The largest difference of two results. */
const difference = (a: Tensor, b: Tensor) => a.sub(b).abs().max().item();
const NONE = 1e-12;

/** Another sequence at one time, the same at all others. */
function changedAt(sequence: Tensor, time: number): Tensor {
  const isThere = arange(sequence.shape[0]).eq(time).reshape([-1, 1, 1]);
  return isThere.where(sequence.add(3), sequence);
}

describe.each(Object.entries(kinds))("%s", (name, { make, layers }) => {
  const decodes = name.includes("Decoder");
  const plain = make().call(x, memory);

  it("has no biases with bias: false", () => {
    const paths = (made: Made) => [...made.module.parameters().keys()];
    expect(paths(make()).some((path) => path.includes("bias"))).toBe(true);
    expect(paths(make({ bias: false })).filter((path) => path.includes("bias"))).toEqual([]);
  });

  it("draws weights and dropout from its generator", () => {
    const run = (seed: number) => {
      const made = make({ dropout: 0.5, generator: new Generator(seed) });
      const weights = [...made.module.parameters().values()].map((weight) => [...weight.toTypedArray()]);
      return { weights, y: [...made.call(x, memory).toTypedArray()] };
    };
    expect(run(3)).toEqual(run(3));
    expect(run(3).weights).not.toEqual(run(4).weights);
  });

  it("drops nothing with dropout: 0 or in evaluation, and something else each time otherwise", () => {
    const made = make({ dropout: 0.5 });
    const [first, second] = [made.call(x, memory), made.call(x, memory)];
    expect(difference(first, second)).toBeGreaterThan(1e-3);
    made.module.eval();
    expect(difference(made.call(x, memory), plain)).toBe(0);
  });

  it("adds its epsilon to all variances", () => {
    const made = make({ epsilon: 1e12 });
    const norms = [...made.module.modules().values()].filter((module) => module instanceof LayerNorm);
    expect(norms.length).toBe(layers * (decodes ? 3 : 2));
    // What comes out was divided by a million, and its bias is 0.
    expect(made.call(x, memory).abs().max().item()).toBeLessThan(1e-4);
    expect(plain.abs().max().item()).toBeGreaterThan(0.5);
  });

  it("calls an activation of one's own once for each layer, between the Dense layers", () => {
    const shapes: (readonly number[])[] = [];
    const activation = (between: Tensor) => {
      shapes.push(between.shape);
      return between.relu();
    };
    expect(difference(make({ activation }).call(x, memory), plain)).toBe(0);
    expect(shapes).toEqual(Array.from({ length: layers }, () => [TIME, BATCH, 5]));
    expect(difference(make({ activation: "gelu" }).call(x, memory), plain)).toBeGreaterThan(1e-4);
  });

  it("takes batches first with batchFirst", () => {
    const y = make({ batchFirst: true }).call(turned(x), turned(memory));
    expect(difference(turned(y), plain)).toBeLessThan(NONE);
  });

  it("normalises what goes in with normFirst: what comes out is not normalised", () => {
    const spread = (y: Tensor) => y.std(-1, { correction: 0 }).sub(1).abs().max().item();
    expect(spread(plain)).toBeLessThan(1e-3);
    expect(spread(make({ normFirst: true }).call(x, memory))).toBeGreaterThan(0.05);
  });

  it("with a mask that is a lower triangle is causal", () => {
    const mask = ones([TIME, TIME]).tril().ne(0);
    const masked = make().call(x, memory, { mask });
    expect(difference(masked, make().call(x, memory, { causal: true }))).toBeLessThan(NONE);
    expect(difference(masked, plain)).toBeGreaterThan(1e-3);
    const last = make().call(changedAt(x, TIME - 1), memory, { mask });
    expect(difference(last.slice([[0, -1]]), masked.slice([[0, -1]]))).toBe(0);
  });

  it("does not see keys that its keyMask leaves out", () => {
    const keyMask = lengthMask([TIME - 1, TIME - 1], TIME);
    const run = (sequence: Tensor) =>
      make()
        .call(sequence, memory, { keyMask })
        .slice([[0, -1]]);
    expect(difference(run(changedAt(x, TIME - 1)), run(x))).toBe(0);
    expect(difference(run(changedAt(x, 0)), run(x))).toBeGreaterThan(1e-3);
  });
});

describe.each(["TransformerDecoderLayer", "TransformerDecoder"] as const)("%s", (name) => {
  it.each(["memoryMask", "memoryKeyMask"] as const)("does not see what its %s leaves out", (option) => {
    const rows = option === "memoryMask" ? TIME : BATCH;
    const mask = lengthMask(
      Array.from({ length: rows }, () => MEMORY - 1),
      MEMORY,
    );
    const run = (other: Tensor) => kinds[name].make().call(x, other, { [option]: mask });
    expect(difference(run(changedAt(memory, MEMORY - 1)), run(memory))).toBe(0);
    expect(difference(run(changedAt(memory, 0)), run(memory))).toBeGreaterThan(1e-3);
  });
});
