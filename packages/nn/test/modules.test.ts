import {
  checkGradients,
  conv2d,
  decodeSafetensors,
  encodeSafetensors,
  ones,
  rand,
  randn,
  seed,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from "@gradiente/core";
import {
  Conv2d,
  Dense,
  Dropout,
  Flatten,
  initializers,
  LeakyReLU,
  MaxPool2d,
  Module,
  mseLoss,
  Parameter,
  ReLU,
  Sequential,
  Sigmoid,
  Softmax,
  StateDictError,
  Tanh,
} from "@gradiente/nn";
import { beforeEach, describe, expect, it } from "vitest";

beforeEach(() => seed(0));

/** A model with all that the walk must find: a nested container, an array, a Variable that is not trained, a tie. */
class Net extends Module {
  readonly layers = new Sequential(new Dense(3, 4), new ReLU(), new Dense(4, 4));
  readonly heads = [new Dense(4, 2), new Dense(4, 1, { bias: false })];
  readonly scale = new Parameter(ones([1]));
  readonly tied = this.scale;
  readonly seen = new Variable(zeros([], { dtype: "int32" }), { trainable: false });
  readonly name = "net";

  override forward(x: Tensor): Tensor {
    return this.heads[0].forward(this.layers.forward(x)).mul(this.scale);
  }
}

const paths = [
  "scale",
  "layers.0.weight",
  "layers.0.bias",
  "layers.2.weight",
  "layers.2.bias",
  "heads.0.weight",
  "heads.0.bias",
  "heads.1.weight",
];

describe("a Module", () => {
  it("finds its Parameters by path, each once", () => {
    const net = new Net();
    expect([...net.parameters().keys()]).toEqual(paths);
    expect([...net.stateDict().keys()]).toEqual(["scale", "seen", ...paths.slice(1)]);
    expect([...new Sequential(new Dense(1, 1)).parameters().keys()]).toEqual(["0.weight", "0.bias"]);
  });

  it("does not walk in circles", () => {
    class Child extends Module {
      parent: Module | null = null;
      readonly weight = new Parameter(ones([1]));
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    class Parent extends Child {
      readonly child = new Child();
    }
    const parent = new Parent();
    parent.child.parent = parent;
    expect([...parent.parameters().keys()]).toEqual(["weight", "child.weight"]);
    expect(parent.eval().child.training).toBe(false);
    expect(String(parent)).toBe(
      "Parent(\n  (weight): Parameter [1]\n  (child): Child(\n    (weight): Parameter [1]\n  )\n) 2 parameters",
    );
  });

  it("finds modules in plain objects and Maps", () => {
    class Heads extends Module {
      readonly heads = { left: new Dense(1, 1, { bias: false }), right: [new Dense(1, 1, { bias: false })] };
      readonly more = new Map([["a", new Dense(1, 1, { bias: false })]]);
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    expect([...new Heads().parameters().keys()]).toEqual([
      "heads.left.weight",
      "heads.right.0.weight",
      "more.a.weight",
    ]);
  });

  it("gradients reach every Parameter that takes part", () => {
    const net = new Net();
    const gradients = mseLoss(net.forward(rand([5, 3])), zeros([5, 2])).backward();
    const reached = [...net.parameters()]
      .filter(([, parameter]) => gradients.has(parameter))
      .map(([path]) => path);
    expect(reached).toEqual(paths.filter((path) => path !== "heads.1.weight"));
  });

  it("switches training everywhere", () => {
    const net = new Net();
    expect(net.eval()).toBe(net);
    expect([net.training, net.layers.training, net.layers.layers[0].training, net.heads[1].training]).toEqual(
      [false, false, false, false],
    );
    expect(net.train().heads[0].training).toBe(true);
  });

  it("prints layers, sizes and the number of weights", () => {
    expect(String(new Net())).toBe(
      [
        "Net(",
        "  (layers): Sequential(",
        "    (0): Dense(3 -> 4)",
        "    (1): ReLU()",
        "    (2): Dense(4 -> 4)",
        "  )",
        "  (heads.0): Dense(4 -> 2)",
        "  (heads.1): Dense(4 -> 1, no bias)",
        "  (scale): Parameter [1]",
        "  (tied): Parameter [1]",
        "  (seen): Variable int32 []",
        ") 51 parameters",
      ].join("\n"),
    );
    const relu = new ReLU();
    expect(String(new Sequential(relu, relu))).toBe("Sequential(\n  (0): ReLU()\n  (1): ReLU()\n)");
    expect(
      String(new Sequential(new Dropout(0.2), new Softmax(), new LeakyReLU(), new Dense(784, 64))),
    ).toContain("50,240 parameters");
  });
});

describe("a state dict", () => {
  it("goes through safetensors and back, bit for bit", () => {
    const saved = new Net();
    const bytes = encodeSafetensors(saved.stateDict());
    seed(1);
    const loaded = new Net();
    const x = rand([4, 3]);
    expect(loaded.forward(x).toArray()).not.toEqual(saved.forward(x).toArray());
    loaded.loadStateDict(decodeSafetensors(bytes).tensors);
    expect(loaded.forward(x).toArray()).toEqual(saved.forward(x).toArray());
  });

  it("is a snapshot: later training does not change it", () => {
    const net = new Net();
    const state = net.stateDict();
    net.scale.set(tensor([7]));
    expect(state.get("scale")?.toArray()).toEqual([1]);
    expect(state.get("scale")?.node).toBe(null);
  });

  it("lists all that does not fit, and then loads nothing", () => {
    const net = new Net();
    const state = net.stateDict();
    state.set("scale", tensor([9]));
    state.delete("layers.0.bias");
    state.set("extra", ones([1]));
    state.set("heads.0.bias", ones([3]));
    state.set("heads.1.weight", ones([1, 4], { dtype: "float64" }));
    expect(() => net.loadStateDict(state)).toThrow(StateDictError);
    expect(() => net.loadStateDict(state)).toThrow(
      [
        "loadStateDict: the state does not fit Net:",
        "  missing: layers.0.bias [4]",
        "  another shape: heads.0.bias is [2] here and [3] in the state",
        "  another dtype: heads.1.weight is float32 here and float64 in the state; cast it",
        "  unknown: extra",
      ].join("\n"),
    );
    expect(net.scale.toArray()).toEqual([1]);
  });

  it("without strict takes what there is, but nothing misshapen", () => {
    const net = new Net();
    net.loadStateDict(new Map([["scale", tensor([5])], ["extra", ones([1])]]), { strict: false }); // biome-ignore format: a map
    expect(net.scale.toArray()).toEqual([5]);
    expect(() => net.loadStateDict(new Map([["scale", ones([2])]]), { strict: false })).toThrow(
      /another shape: scale/,
    );
  });
});

describe("layers", () => {
  it("Dense is x Wᵀ + b, over any leading axes", () => {
    const layer = new Dense(2, 3);
    layer.weight.set(tensor([[1, 2], [3, 4], [5, 6]])); // biome-ignore format: a matrix
    layer.bias?.set(tensor([10, 20, 30]));
    expect(layer.forward(tensor([[1, 1]])).toArray()).toEqual([[13, 27, 41]]);
    expect(layer.forward(ones([4, 5, 2])).shape).toEqual([4, 5, 3]);
    expect(layer.forward(ones([2])).toArray()).toEqual([13, 27, 41]);
  });

  it("Dense in float64 has gradients up to order 3 through an activation", () => {
    const layer = new Dense(3, 2, { dtype: "float64" });
    const x = randn([4, 3], { dtype: "float64" });
    const f = (w: Tensor, b: Tensor) => x.matmul(w.transpose()).add(b).tanh();
    expect(layer.forward(x).tanh().toArray()).toEqual(
      f(layer.weight.value, (layer.bias as Parameter).value).toArray(),
    );
    checkGradients((input) => layer.forward(input).tanh(), [x], { order: 3 });
  });

  it("Dense starts within ±1/√inFeatures", () => {
    const { weight, bias } = new Dense(100, 2000);
    for (const parameter of [weight, bias as Parameter]) {
      const largest = parameter.abs().max().item();
      expect(largest).toBeLessThanOrEqual(0.1);
      expect(largest).toBeGreaterThan(0.099);
    }
  });

  it("Dense refuses other features and sizes that make no sense", () => {
    expect(() => new Dense(784, 10).forward(ones([32, 28, 28]))).toThrow(
      /^Dense: the last axis must have 784 features, and the input has shape \[32, 28, 28\]$/,
    );
    expect(() => new Dense(0, 1)).toThrow(/Dense: inFeatures must be a whole number >= 1, not 0/);
  });

  it("activations are the ops", () => {
    const x = tensor([[-2, 0, 3]]);
    expect(new ReLU().forward(x).toArray()).toEqual(x.relu().toArray());
    expect(new LeakyReLU(0.2).forward(x).toArray()).toEqual(x.leakyRelu(0.2).toArray());
    expect(new Sigmoid().forward(x).toArray()).toEqual(x.sigmoid().toArray());
    expect(new Tanh().forward(x).toArray()).toEqual(x.tanh().toArray());
    expect(new Softmax().forward(x).toArray()).toEqual(x.softmax(-1).toArray());
    expect(new Softmax(0).forward(x).toArray()).toEqual([[1, 1, 1]]);
  });

  it("Conv2d and MaxPool2d make a convnet whose gradients are right", () => {
    const conv = new Conv2d(2, 3, [3, 2], { stride: 2, padding: 1, dtype: "float64" });
    expect([conv.weight.shape, conv.bias?.shape]).toEqual([[3, 2, 3, 2], [3]]);
    const model = new Sequential(conv, new Tanh(), new MaxPool2d(2), new Flatten());
    const x = randn([2, 2, 6, 6], { dtype: "float64" });
    expect(model.forward(x).shape).toEqual([2, 6]);
    checkGradients((input) => model.forward(input), [x], { order: 2 });
    const biased = conv.forward(x).sub(conv2d(x, conv.weight, { stride: 2, padding: 1 }));
    expect(
      biased
        .slice([0, null, 0, 0])
        .sub(conv.bias as Parameter)
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-15);
    expect(String(model)).toContain("(0): Conv2d(2 -> 3, 3x2)\n  (1): Tanh()\n  (2): MaxPool2d(2x2)");
  });

  it("Conv2d passes groups and dilation on, and has filters for the channels of one group", () => {
    const options = { groups: 2, dilation: [1, 2], padding: "same" } as const;
    const conv = new Conv2d(4, 6, [3, 2], { ...options, bias: false });
    expect(conv.weight.shape).toEqual([6, 2, 3, 2]);
    const x = randn([2, 4, 7, 8]);
    const expected = conv2d(x, conv.weight, options);
    expect(conv.forward(x).toArray()).toEqual(expected.toArray());
    expect(conv.forward(x).toArray()).not.toEqual(
      conv2d(x, conv.weight, { groups: 2, padding: "same" }).toArray(),
    );
    expect(String(conv)).toBe("Conv2d(4 -> 6, 3x2, no bias) 72 parameters");
  });

  it("Flatten keeps the first axis", () => {
    const shapes = [[2, 3, 4], [5], [0, 3]];
    expect(shapes.map((shape) => new Flatten().forward(ones(shape)).shape)).toEqual([[2, 12], [5, 1], [0, 3]]); // biome-ignore format: rows
    expect(() => new Flatten().forward(tensor(1))).toThrow(/no batch axis/);
  });

  it("Dropout drops in training only, keeps the mean, and follows the seed", () => {
    const layer = new Dropout(0.25);
    const x = ones([100_000]);
    const y = layer.forward(x);
    const values = new Set(y.toTypedArray());
    expect([...values].sort()).toEqual([0, Math.fround(1 / 0.75)]);
    expect(Math.abs(y.mean().item() - 1)).toBeLessThan(0.01);
    expect(layer.eval().forward(x)).toBe(x);
    seed(0);
    expect(layer.train().forward(x).toArray()).toEqual(y.toArray());
    expect(layer.forward(x).toArray()).not.toEqual(y.toArray());
    expect(() => new Dropout(1)).toThrow(/at least 0 and below 1, not 1/);
  });

  it("Sequential refuses an argument that is not a Module", () => {
    expect(() => new Sequential(ReLU as unknown as Module)).toThrow(
      /layer 0 is not a Module but a function; is it a class without new/,
    );
    expect(() => new Sequential([new ReLU()] as unknown as Module)).toThrow(
      /layer 0 is not a Module but an array: spread it/,
    );
  });
});

describe("slips of newcomers", () => {
  const as = <T>(value: unknown) => value as T;
  const slips: Record<string, [run: () => unknown, message: string]> = {
    "an array as input": [() => new Dense(3, 2).forward(as([[1, 2, 3]])), "Dense: expected a tensor, a Variable or a number, got an array; make one with tensor(...)"],
    "an array as input of a model": [() => new Sequential(new ReLU()).forward(as([1])), "0 (ReLU): expected a tensor"],
    "an array as input of an activation": [() => new ReLU().forward(as([1])), "ReLU: expected a tensor"],
    "an array as target": [() => mseLoss(ones([1]), as([1])), "mseLoss: expected a tensor"],
    "use_bias": [() => new Dense(3, 2, as({ use_bias: false })), 'Dense: there is no option "use_bias"; did you mean bias?'],
    "an option without its name": [() => new Dense(3, 2, as(false)), "Dense: options are an object, { bias: ... }, not false"],
    "sizes as text": [() => new Dense(as("3"), 2), 'Dense: inFeatures must be a whole number >= 1, not "3"'],
    "a filter of three sizes": [() => new Conv2d(1, 1, [3, 3, 3]), "Conv2d: the size must be a whole number >= 1, or [height, width], not [3, 3, 3]"],
    "a filter of half a size": [() => new Conv2d(1, 1, 2.5), "Conv2d: the size must be a whole number >= 1, or [height, width], not 2.5"],
    "a filter without height": [() => new Conv2d(1, 1, [0, 3]), "Conv2d: the size must be a whole number >= 1, or [height, width], not [0, 3]"],
    "a filter of size 0": [() => new Conv2d(1, 1, 0), "Conv2d: the size must be a whole number >= 1, or [height, width], not 0"],
    "groups that do not divide the inputs": [() => new Conv2d(3, 4, 3, { groups: 2 }), "Conv2d: inChannels must be a whole number >= 1 that 2 group(s) divide, not 3"],
    "groups that do not divide the filters": [() => new Conv2d(4, 3, 3, { groups: 2 }), "Conv2d: outChannels must be a whole number >= 1 that 2 group(s) divide, not 3"],
    "no channels": [() => new Conv2d(0, 4, 3), "Conv2d: inChannels must be a whole number >= 1 that 1 group(s) divide, not 0"],
    "groups of 0": [() => new Conv2d(4, 4, 3, { groups: 0 }), "Conv2d: groups must be"],
    "a window of half a size": [() => new MaxPool2d(2.5), "MaxPool2d: the size must be a whole number >= 1, or [height, width], not 2.5"],
    "an option of another layer": [() => new MaxPool2d(2, as({ groups: 1 })), 'MaxPool2d: there is no option "groups"; options are stride, ceilMode, padding, dilation'],
    "reduce": [() => mseLoss(ones([1]), ones([1]), as({ reduce: "sum" })), 'mseLoss: there is no option "reduce"; did you mean reduction?'],
    "an array as parameter": [() => new Parameter(as([1])), "Parameter: the value must be a tensor, such as tensor([1, 2]), not [1]"],
    "a record as state": [() => new Dense(1, 1).loadStateDict(as({ weight: ones([1, 1]) })), "loadStateDict: the state must be a Map of tensors by path, not an object with weight"],
  }; // biome-ignore format: one row a case

  it.each(Object.entries(slips))("%s", (_, [run, message]) => {
    expect(run).toThrow(message);
  });

  it("a field that holds itself is walked once", () => {
    class Tree extends Module {
      readonly root: { weight: Parameter; parent?: unknown; list: unknown[] } = {
        weight: new Parameter(ones([1])),
        list: [],
      };

      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    const tree = new Tree();
    tree.root.parent = tree.root;
    tree.root.list.push(tree.root.list, { back: tree.root });
    expect([...tree.parameters().keys()]).toEqual(["root.weight"]);
    expect(String(tree)).toBe("Tree(\n  (root.weight): Parameter [1]\n) 1 parameters");
  });
});

describe("initialisers", () => {
  const shape = [300, 500];
  const moments = (x: Tensor) => [x.mean().item(), Math.sqrt(x.square().mean().item()), x.abs().max().item()];
  const he = Math.sqrt(2 / 500);
  const xavier = Math.sqrt(2 / 800);
  const expected: Record<string, [init: initializers.Initializer, standardDeviation: number, bound: number]> =
    {
      heNormal: [initializers.heNormal, he, 6.4 * he],
      heUniform: [initializers.heUniform, he, Math.sqrt(3) * he],
      xavierNormal: [initializers.xavierNormal, xavier, 6.4 * xavier],
      xavierUniform: [initializers.xavierUniform, xavier, Math.sqrt(3) * xavier],
      uniform: [initializers.uniform(-0.5, 0.5), 1 / Math.sqrt(12), 0.5],
      zeros: [initializers.zeros, 0, 0],
    };
  for (const [name, [init, standardDeviation, bound]] of Object.entries(expected)) {
    it(name, () => {
      const [mean, deviation, largest] = moments(init(shape));
      expect(Math.abs(mean)).toBeLessThanOrEqual((5 * standardDeviation) / Math.sqrt(150_000));
      expect(Math.abs(deviation - standardDeviation)).toBeLessThanOrEqual(0.01 * standardDeviation);
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(init([2, 3], { dtype: "float64" }).dtype).toBe("float64");
    });
  }

  it("count the window of a convolution in", () => {
    const x = initializers.heNormal([64, 32, 5, 5]);
    expect(Math.abs(x.square().mean().item() * (32 * 25) - 2)).toBeLessThan(0.05);
    expect(() => initializers.heNormal([3])).toThrow(/heNormal: a weight has at least two axes/);
  });
});
