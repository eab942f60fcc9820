import {
  GradientError,
  Gradients,
  ones,
  rand,
  seed,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from "@gradiente/core";
import { Dense, Module, mseLoss, Parameter, parameterCount, ReLU, Sequential } from "@gradiente/nn";
import { Adam, clipByGlobalNorm } from "@gradiente/optim";
import { beforeEach, describe, expect, it } from "vitest";

beforeEach(() => seed(0));

class Net extends Module {
  readonly encoder = new Sequential(new Dense(2, 3), new ReLU(), new Dense(3, 2));
  readonly head = new Dense(2, 2);
  readonly mean = new Variable(zeros([2]), { trainable: false });
  readonly count = new Variable(zeros([], { dtype: "int32" }), { trainable: false });
  readonly out = this.head;

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.encoder.forward(x)).sub(this.mean);
  }
}

const encoder = ["encoder.0.weight", "encoder.0.bias", "encoder.2.weight", "encoder.2.bias"];
const head = ["head.weight", "head.bias"];
const loss = (net: Net) => mseLoss(net.forward(rand([4, 2])), zeros([4, 2]));

describe("parameters", () => {
  it.each<[name: string, filter: Parameters<Net["parameters"]>[0], paths: string[]]>([
    ["all", undefined, [...encoder, ...head]],
    ["a path", "head.bias", ["head.bias"]],
    ["a module", "encoder", encoder],
    ["a module and a star", "encoder.*", encoder],
    ["a layer, not one whose number begins like it", "encoder.2", ["encoder.2.weight", "encoder.2.bias"]],
    ["an end", "*.bias", ["encoder.0.bias", "encoder.2.bias", "head.bias"]],
    ["a letter", "encoder.?.weight", ["encoder.0.weight", "encoder.2.weight"]],
    ["a dot is a dot", "head?weight", ["head.weight"]],
    ["the end of a name is not a path", "bias", []],
    ["letters that patterns use are letters", "head.(weight|bias)+", []],
    ["a RegExp", /weight$/, ["encoder.0.weight", "encoder.2.weight", "head.weight"]],
    ["a RegExp that remembers", /head/g, head],
    [
      "a function",
      (path, { ndim }) => ndim === 1 && path.startsWith("e"),
      ["encoder.0.bias", "encoder.2.bias"],
    ],
  ])("of %s", (_, filter, paths) => {
    expect([...new Net().parameters(filter).keys()]).toEqual(paths);
  });

  it("refuses what is no filter", () => {
    const net = new Net();
    expect(() => net.parameters(3 as never)).toThrow(
      /^parameters: the filter must be a path such as "encoder.\*", a RegExp or a function of path and Parameter, not 3$/,
    );
    expect(() => net.parameters((async () => true) as never)).toThrow(
      /^parameters: the function must give true or false, and gave object for encoder.0.weight$/,
    );
  });

  it("are counted, each once", () => {
    const net = new Net();
    expect([parameterCount(net), parameterCount(net.head)]).toEqual([9 + 8 + 6, 6]);
    net.freeze("head");
    expect([true, false].map((trainable) => parameterCount(net, { trainable }))).toEqual([17, 6]);
    expect(() => parameterCount({} as never)).toThrow(
      /^parameterCount: the module must be a Module, not an object$/,
    );
  });

  it("stand beside the buffers", () => {
    const net = new Net();
    expect([...net.buffers().keys()]).toEqual(["mean", "count"]);
    expect([...net.variables().keys()]).toEqual(["mean", "count", ...encoder, ...head]);
  });

  it("have their gradients by path", () => {
    const net = new Net().freeze("encoder.0");
    const gradients = loss(net).backward();
    const byPath = net.gradientsByPath(gradients);
    expect([...byPath.keys()]).toEqual([...encoder.slice(2), ...head]);
    expect(byPath.get("head.bias")).toBe(gradients.get(net.head.bias as Parameter));
    expect([...net.gradientsByPath(Gradients.from(new Map())).keys()]).toEqual([]);
    expect(() => net.gradientsByPath(new Map() as never)).toThrow(
      /^gradientsByPath: the argument must be Gradients/,
    );
  });
});

describe("frozen Parameters", () => {
  it("cost no gradient, are not counted in a norm and not updated", () => {
    const net = new Net();
    const optimizer = new Adam(net.parameters(), { learningRate: 0.1 });
    const x = rand([4, 2]);
    const step = () => optimizer.step(mseLoss(net.forward(x), ones([4, 2])).backward());
    step();
    net.freeze("encoder");
    const before = net.stateDict();
    const gradients = mseLoss(net.forward(x), ones([4, 2])).backward();
    expect(gradients.entries().map(([variable]) => variable)).toEqual([net.head.weight, net.head.bias]);
    const squares = gradients.tensors().map((gradient) => gradient.square().sum().item());
    expect(clipByGlobalNorm(gradients, 1).norm.item()).toBeCloseTo(Math.sqrt(squares[0] + squares[1]), 6);
    step();
    const changed = [...net.stateDict()].filter(([path, value]) => `${value}` !== `${before.get(path)}`);
    expect(changed.map(([path]) => path)).toEqual(head);
    // A constant input and constant weights: nothing is recorded.
    expect(net.encoder.forward(x).node).toBe(null);
    net.unfreeze();
    step();
    expect(`${net.encoder.layers[0].weight}`).not.toBe(`${before.get("encoder.0.weight")}`);
  });

  it("are trained by an optimiser that was made before they were unfrozen", () => {
    const net = new Net().freeze();
    const optimizer = new Adam(net.parameters(), { learningRate: 0.1 });
    net.unfreeze("head");
    const before = String(net.head.weight);
    optimizer.step(
      net
        .forward(ones([1, 2]))
        .square()
        .sum()
        .backward(),
    );
    expect(String(net.head.weight)).not.toBe(before);
  });

  it("give the same gradients for the others", () => {
    const net = new Net();
    const x = rand([4, 2]);
    const whole = net.gradientsByPath(net.forward(x).square().sum().backward());
    net.freeze(/weight/);
    const part = net.gradientsByPath(net.forward(x).square().sum().backward());
    expect([...part.keys()]).toEqual(["encoder.0.bias", "encoder.2.bias", "head.bias"]);
    for (const [path, gradient] of part) expect(gradient.toArray()).toEqual(whole.get(path)?.toArray());
  });

  it("are shown, saved and loaded like others", () => {
    class Scale extends Module {
      readonly factor = new Parameter(tensor([2]), { trainable: false });
      override forward(x: Tensor): Tensor {
        return x.mul(this.factor);
      }
    }
    const scale = new Scale();
    expect(String(scale)).toBe("Scale(\n  (factor): Parameter [1], frozen\n) 1 parameters, 1 of them frozen");
    scale.loadStateDict(new Map([["factor", tensor([5])]]));
    expect([scale.factor.item(), scale.factor.trainable]).toEqual([5, false]);
    expect(() =>
      scale
        .forward(ones([1]))
        .sum()
        .backward(),
    ).toThrow(GradientError);
    expect(scale.toJSON().variables[0].trainable).toBe(false);
  });

  it("may be named by the second path of what is tied", () => {
    const net = new Net().freeze("out.weight");
    expect([net.head.weight.trainable, net.head.bias?.trainable]).toEqual([false, true]);
    expect(new Net().freeze("out").head.bias?.trainable).toBe(false);
    class Tied extends Module {
      readonly embedding = new Parameter(ones([2]));
      readonly output = this.embedding;
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    expect(new Tied().freeze("output").embedding.trainable).toBe(false);
    expect(new Tied().freeze((path) => path === "output").embedding.trainable).toBe(false);
  });

  it("are looked for in vain with an error, for paths", () => {
    const net = new Net();
    expect(() => net.freeze("encodr.*")).toThrow(RangeError);
    expect(() => net.freeze("encodr.*")).toThrow(
      /^freeze: no Parameter of Net fits encodr\.\*; paths are such as encoder.0.weight, encoder.0.bias/,
    );
    expect(() => net.unfreeze(/^b/)).toThrow(/^unfreeze: no Parameter of Net fits \/\^b\//);
    expect(() => new ReLU().freeze("*")).toThrow(/^freeze: no Parameter of ReLU fits \*$/);
    expect(net.freeze(() => false)).toBe(net);
    expect(parameterCount(net, { trainable: false })).toBe(0);
  });
});
