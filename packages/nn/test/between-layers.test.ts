import {
  interceptForward,
  noGrad,
  randn,
  seed,
  setBackend,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import * as nn from "@gradiente/nn";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lent } from "../../core/src/reuse.ts";
import { counted, OVERWRITTEN, onOverwriting } from "../../core/test/overwriting.ts";

/* What layers hand to each other goes back when nobody needs it. If somebody still did, results or gradients would show it. */

onOverwriting();

const { Dense, Module, ReLU, Sequential } = nn;

type Layer = nn.Module;
type Makers = Readonly<Record<string, () => Layer>>;

/** Layers for anything, which leave shapes as they are. */
const anywhere: Makers = {
  AlphaDropout: () => new nn.AlphaDropout(0.3),
  CELU: () => new nn.CELU(),
  Dropout: () => new nn.Dropout(0.3),
  ELU: () => new nn.ELU(),
  GELU: () => new nn.GELU(),
  Hardshrink: () => new nn.Hardshrink(),
  Hardsigmoid: () => new nn.Hardsigmoid(),
  Hardswish: () => new nn.Hardswish(),
  Hardtanh: () => new nn.Hardtanh(),
  LeakyReLU: () => new nn.LeakyReLU(),
  LogSigmoid: () => new nn.LogSigmoid(),
  LogSoftmax: () => new nn.LogSoftmax(-1),
  Mish: () => new nn.Mish(),
  PReLU: () => new nn.PReLU(),
  ReLU: () => new ReLU(),
  ReLU6: () => new nn.ReLU6(),
  SELU: () => new nn.SELU(),
  SiLU: () => new nn.SiLU(),
  Sigmoid: () => new nn.Sigmoid(),
  Softmax: () => new nn.Softmax(1),
  Softmin: () => new nn.Softmin(-1),
  Softplus: () => new nn.Softplus(),
  Softshrink: () => new nn.Softshrink(),
  Softsign: () => new nn.Softsign(),
  Tanh: () => new nn.Tanh(),
  Tanhshrink: () => new nn.Tanhshrink(),
  Threshold: () => new nn.Threshold(0.1, 0.2),
};

/** Layers of one dimension, as of `[2, 4, 4]`. */
const rows: Makers = {
  ...anywhere,
  AdaptiveAvgPool1d: () => new nn.AdaptiveAvgPool1d(4),
  AdaptiveMaxPool1d: () => new nn.AdaptiveMaxPool1d(4),
  AvgPool1d: () => new nn.AvgPool1d(3, { stride: 1, padding: 1 }),
  BatchNorm1d: () => new nn.BatchNorm1d(4),
  Conv1d: () => new nn.Conv1d(4, 4, 3, { padding: 1 }),
  ConvTranspose1d: () => new nn.ConvTranspose1d(4, 4, 1),
  Dense: () => new Dense(4, 4),
  Dropout1d: () => new nn.Dropout1d(0.3),
  GLU: () => new Sequential(new Dense(4, 8), new nn.GLU(-1)),
  GroupNorm: () => new nn.GroupNorm(2, 4),
  InstanceNorm1d: () => new nn.InstanceNorm1d(4),
  LPPool1d: () => new nn.LPPool1d(2, 1),
  LayerNorm: () => new nn.LayerNorm(4),
  MaxPool1d: () => new nn.MaxPool1d(3, { stride: 1, padding: 1 }),
  RMSNorm: () => new nn.RMSNorm(4),
  "Flatten and Unflatten": () => new Sequential(new nn.Flatten(), new nn.Unflatten(1, [4, 4])),
  TransformerEncoderLayer: () => new nn.TransformerEncoderLayer(4, 2, { feedForward: 6, dropout: 0.3 }),
  "TransformerEncoderLayer, norm first": () =>
    new nn.TransformerEncoderLayer(4, 2, { feedForward: 6, normFirst: true, activation: "gelu", dropout: 0 }),
  "Residual of views": () => new nn.Residual(new Sequential(new nn.Flatten(), new nn.Unflatten(1, [4, 4]))),
  "a Sequential": () => new Sequential(new Dense(4, 4), new nn.Tanh(), new nn.Conv1d(4, 4, 1)),
};

/** Layers of two dimensions, as of `[2, 4, 4, 4]`. */
const images: Makers = {
  ...anywhere,
  AdaptiveAvgPool2d: () => new nn.AdaptiveAvgPool2d(4),
  AdaptiveMaxPool2d: () => new nn.AdaptiveMaxPool2d(4),
  AvgPool2d: () => new nn.AvgPool2d(3, { stride: 1, padding: 1 }),
  BatchNorm2d: () => new nn.BatchNorm2d(4),
  Conv2d: () => new nn.Conv2d(4, 4, 3, { padding: 1 }),
  ConvTranspose2d: () => new nn.ConvTranspose2d(4, 4, 3, { padding: 1 }),
  Dropout2d: () => new nn.Dropout2d(0.3),
  GlobalPools: () =>
    new Sequential(new nn.GlobalAvgPool(), new nn.Dense(4, 64), new nn.Unflatten(1, [4, 4, 4])),
  InstanceNorm2d: () => new nn.InstanceNorm2d(4, { affine: true }),
  LPPool2d: () => new nn.LPPool2d(2, 1),
  MaxPool2d: () => new nn.MaxPool2d(3, { stride: 1, padding: 1 }),
  "PixelShuffle and PixelUnshuffle": () => new Sequential(new nn.PixelShuffle(2), new nn.PixelUnshuffle(2)),
  Residual: () => new nn.Residual(new Sequential(new nn.Conv2d(4, 4, 3, { padding: 1 }), new nn.ReLU())),
  "Residual with a shortcut": () =>
    new nn.Residual(new nn.BatchNorm2d(4), { shortcut: new nn.Conv2d(4, 4, 1) }),
  "Residual of one layer twice": () => {
    const layer = new nn.Conv2d(4, 4, 1);
    return new nn.Residual(layer, { shortcut: layer });
  },
  Upsample: () => new Sequential(new nn.Upsample({ scale: 2 }), new nn.MaxPool2d(2)),
};

const shapes = { rows: [2, 4, 4], images: [2, 4, 4, 4] };

interface Found {
  readonly values: readonly (readonly number[])[];
  readonly recycled: number;
}

/** The result and all gradients; the result is read after the backward pass. */
function trained(layers: () => readonly Layer[], shape: readonly number[], mode: "train" | "eval"): Found {
  seed(7);
  const model = new Sequential(...layers());
  if (mode === "eval") model.eval();
  const x = new Variable(randn(shape));
  const before = counted.recycled;
  const y = model.forward(x.mul(1));
  const gradients = y.mul(y.add(0.5)).sum().backward();
  const { recycled } = counted;
  const all = [y, gradients.get(x), ...[...model.parameters().values()].map((each) => gradients.get(each))];
  return { values: all.map((each) => [...each.toTypedArray()]), recycled: recycled - before };
}

const inference = (layers: () => readonly Layer[], shape: readonly number[]) => {
  seed(7);
  const model = new Sequential(...layers()).eval();
  const x = randn(shape);
  const y = noGrad(() => model.forward(x));
  return [[...x.toTypedArray()], [...y.toTypedArray()]];
};

const elsewhere = <T>(compute: () => T): T => {
  setBackend("reference");
  try {
    return compute();
  } finally {
    setBackend("overwriting");
  }
};

describe.each([
  ["rows", rows],
  ["images", images],
] as const)("of %s", (kind, makers) => {
  it.each(Object.keys(makers))("%s, before and after others", (name) => {
    for (const other of ["ReLU", "Sigmoid", "Dropout", name]) {
      const layers = () => [other, name, "Tanh", name, other].map((each) => makers[each]());
      for (const mode of ["train", "eval"] as const) {
        const here = trained(layers, shapes[kind], mode);
        expect(here.recycled).toBeGreaterThan(0);
        expect(here.values).toEqual(elsewhere(() => trained(layers, shapes[kind], mode)).values);
      }
      expect(inference(layers, shapes[kind])).toEqual(elsewhere(() => inference(layers, shapes[kind])));
    }
  });

  it("in any order", () => {
    const names = fc.array(fc.constantFrom(...Object.keys(makers)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, fc.constantFrom("train", "eval"), (chosen, mode) => {
        const layers = () => chosen.map((each) => makers[each]());
        const { values } = trained(layers, shapes[kind], mode);
        expect(values).toEqual(elsewhere(() => trained(layers, shapes[kind], mode)).values);
      }),
      { numRuns: 60 },
    );
  });
});

it("every layer that is said to keep nothing is tried", () => {
  const ownerOf = (of: object) => {
    let owner: object | null = of;
    while (owner !== null && !Object.hasOwn(owner, "forward")) owner = Object.getPrototypeOf(owner);
    return owner?.constructor;
  };
  const said = Object.values(nn as Record<string, unknown>).flatMap((each) => {
    const owner =
      typeof each === "function" && each.prototype instanceof Module ? ownerOf(each.prototype) : null;
    return owner && Object.hasOwn(owner, "keepsNothing") ? [owner] : [];
  });
  const tried = new Set(
    [...Object.values(rows), ...Object.values(images)].flatMap((make) =>
      [...make().modules().values()].map(ownerOf),
    ),
  );
  expect(said.length).toBeGreaterThan(60);
  // It takes a memory, too: given-back.test.ts tries it.
  tried.add(nn.TransformerDecoderLayer);
  expect([...new Set(said)].filter((owner) => !tried.has(owner))).toEqual([]);
});

describe("what somebody may keep stays:", () => {
  class Keeping extends Module {
    kept: Tensor[] = [];
    forward(x: Tensor): Tensor {
      const y = x.mul(2);
      this.kept.push(x, y);
      return y;
    }
  }

  class KeepingReLU extends ReLU {
    kept: Tensor[] = [];
    override forward(x: Tensor): Tensor {
      const y = super.forward(x);
      this.kept.push(x, y);
      return y;
    }
  }

  it.each([Keeping, KeepingReLU])("the input and the output of %o", (Kind) => {
    const layer = new Kind();
    const model = new Sequential(new Dense(3, 3), layer, new Dense(3, 3), new ReLU());
    const y = model.forward(randn([2, 3]));
    const before = layer.kept.map((each) => [...each.toTypedArray()]);
    y.sum().backward();
    noGrad(() => model.forward(randn([2, 3])));
    expect(layer.kept.slice(0, 2).map((each) => [...each.toTypedArray()])).toEqual(before);
    expect(layer.kept.flatMap((each) => [...each.toTypedArray()])).not.toContain(OVERWRITTEN);
  });

  it.each([Keeping, KeepingReLU])("the input and the output of %o inside of a Residual", (Kind) => {
    for (const makes of [
      (layer: Layer) => new nn.Residual(layer),
      (layer: Layer) => new nn.Residual(new Dense(3, 3), { shortcut: layer }),
      (layer: Layer) => new nn.Residual(new nn.Residual(new Sequential(new ReLU(), layer))),
    ]) {
      const layer = new Kind();
      const model = new Sequential(new Dense(3, 3), makes(layer), new Dense(3, 3));
      const y = model.forward(randn([2, 3]));
      y.sum().backward();
      noGrad(() => model.forward(randn([2, 3])));
      expect(layer.kept).toHaveLength(4);
      expect(layer.kept.flatMap((each) => [...each.toTypedArray()])).not.toContain(OVERWRITTEN);
    }
  });

  it("what an intercepted layer gets and gives", () => {
    const model = new Sequential(new Dense(3, 3), new ReLU(), new Dense(3, 3), new ReLU());
    const seen: Tensor[] = [];
    const around = (_layer: unknown, call: () => unknown) => {
      const y = call();
      seen.push(y as Tensor);
      return y;
    };
    const loss = interceptForward(model.layers, around, () => model.forward(randn([2, 3])).sum());
    loss.backward();
    expect(seen).toHaveLength(4);
    expect(seen.flatMap((each) => [...each.toTypedArray()])).not.toContain(OVERWRITTEN);
  });

  it.each(["norm1", "self_attn", "linear1", "linear2", "norm2", "dropout"])(
    "what %s of a transformer gets and gives, if somebody's own forward sees it",
    (path) => {
      for (const normFirst of [true, false]) {
        const model = new nn.TransformerEncoder(2, 4, 2, { feedForward: 6, dropout: 0.2, normFirst });
        const watched = model.layers.flatMap((layer) =>
          [...layer.modules()].filter(([name]) => name === path),
        );
        expect(watched).toHaveLength(2);
        const seen: Tensor[] = [];
        for (const [, layer] of watched) {
          const { forward } = layer as {
            forward(...inputs: unknown[]): Tensor | nn.AttentionOutput;
          };
          (layer as { forward: typeof forward }).forward = (...inputs: unknown[]) => {
            const y = forward.apply(layer, inputs);
            seen.push(inputs[0] as Tensor, "output" in y ? y.output : y);
            return y;
          };
        }
        model
          .forward(randn([3, 2, 4]))
          .sum()
          .backward();
        expect(seen.length).toBeGreaterThan(3);
        expect(seen.flatMap((each) => [...each.toTypedArray()])).not.toContain(OVERWRITTEN);
      }
    },
  );

  it("the input of the model, when the first layer gives a view of it", () => {
    const model = new Sequential(new nn.Flatten(), new Dense(4, 2), new ReLU());
    const [x, variable] = [randn([3, 2, 2]), new Variable(randn([3, 2, 2]))];
    noGrad(() => [model.forward(x), model.forward(variable as never)]);
    expect([...x.toTypedArray(), ...variable.value.toTypedArray()]).not.toContain(OVERWRITTEN);
  });

  it("the result, when the last layers give views of it", () => {
    const model = new Sequential(
      new Dense(4, 4),
      new nn.Unflatten(1, [2, 2]),
      new nn.Flatten(),
      new nn.Dropout(0),
    );
    const y = model.forward(randn([3, 4]));
    y.sum().backward();
    expect([...y.toTypedArray()]).not.toContain(OVERWRITTEN);
  });

  it("what a gradient that is differentiated again needs, also after another pass has consumed the graph", () => {
    const both = () => {
      seed(3);
      const x = new Variable(randn([2, 4]));
      const model = new Sequential(new nn.GELU(), new Dense(4, 4), new nn.Tanh(), new Dense(4, 1));
      const loss = model.forward(x.mul(1)).square().sum();
      const first = loss.backward({ createGraph: true });
      const byWeights = first.get(model.layers[3].weight);
      loss.backward();
      return [...first.get(x).toTypedArray(), ...byWeights.square().sum().toTypedArray()];
    };
    expect(both()).toEqual(elsewhere(both));
  });

  /** How many storages come back in a backward pass, after one that was recorded or not. */
  const count = (createGraph = false) => {
    const model = new Sequential(new Dense(8, 8), new ReLU(), new Dense(8, 8), new ReLU());
    const loss = model.forward(randn([4, 8])).sum();
    if (createGraph) loss.backward({ createGraph });
    const before = counted.recycled;
    loss.backward();
    return counted.recycled - before;
  };

  it("what a recorded pass may have taken up", () => {
    expect(count(true)).toBe(count() - 3);
  });

  it("what would be more than backends keep for later", () => {
    const usual = lent.most;
    const all = count();
    try {
      lent.most = 0;
      expect(count()).toBe(all - 3);
      lent.most = 2 * 4 * 8 * 4;
      expect(count()).toBe(all - 1);
    } finally {
      lent.most = usual;
    }
  });
});

it("has shown that memory comes back: a view of it is overwritten", () => {
  const model = new Sequential(new Dense(2, 2), new ReLU(), new Dense(2, 2));
  let view = tensor([0]);
  const { relu } = view;
  // What no layer may do: take a view of what it hands on.
  Object.defineProperty(Object.getPrototypeOf(view), "relu", {
    configurable: true,
    writable: true,
    value: function (this: Tensor) {
      view = this.transpose();
      return relu.call(this);
    },
  });
  try {
    model
      .forward(randn([2, 2]))
      .sum()
      .backward();
  } finally {
    Object.defineProperty(Object.getPrototypeOf(view), "relu", {
      configurable: true,
      writable: true,
      value: relu,
    });
  }
  expect([...view.toTypedArray()]).toContain(OVERWRITTEN);
});
