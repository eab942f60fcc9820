import { ones, type Tensor, tensor, Variable, zeros } from "@gradiente/core";
import { Dense, Module, Parameter, Sequential } from "@gradiente/nn";
import { describe, expect, it } from "vitest";

abstract class Holder extends Module {
  override forward(x: Tensor): Tensor {
    return x;
  }
}

const one = () => new Parameter(ones([1]));
const paths = (module: Module) => [...module.parameters().keys()];

describe("containers in fields", () => {
  it("are searched in each other: arrays, objects, Maps and Sets", () => {
    class Net extends Holder {
      readonly blocks = [[one(), { left: one() }], new Map([["a", [one()]]])];
      readonly heads = new Set([one(), one()]);
      readonly table = new Map<unknown, unknown>([[1, new Set([[new Dense(1, 1, { bias: false })]])]]);
      readonly text = "no container";
      readonly when = new Date(0);
    }
    expect(paths(new Net())).toEqual([
      "blocks.0.0",
      "blocks.0.1.left",
      "blocks.1.a.0",
      "heads.0",
      "heads.1",
      "table.1.0.0.weight",
    ]);
  });

  it("may hold each other and be shared", () => {
    class Net extends Holder {
      readonly list: unknown[] = [one()];
      readonly map = new Map<string, unknown>([["list", this.list]]);
      readonly set = new Set<unknown>([this.map]);
    }
    const net = new Net();
    net.list.push(net.map, net.set, net.list);
    expect(paths(net)).toEqual(["list.0"]);
  });

  it("are not searched again and again where many ways lead to the same", () => {
    class Net extends Holder {
      readonly ways: unknown;
      constructor() {
        super();
        let way: unknown = { end: true };
        for (let level = 0; level < 100; level++) way = [way, way];
        this.ways = way;
      }
    }
    expect(paths(new Net())).toEqual([]);
  });

  it("may be hundreds of levels deep, and thousands are refused", () => {
    const nested = (depth: number) => {
      let value: unknown = one();
      for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
      return value;
    };
    class Net extends Holder {
      readonly field: unknown;
      constructor(depth: number) {
        super();
        this.field = nested(depth);
      }
    }
    expect(paths(new Net(400))).toHaveLength(1);
    const message =
      /^Net: fields are searched 500 levels deep, and field\.[a0]\.[a0]\..{50,}\.\.\. lies deeper/;
    for (const depth of [501, 5000, 100_000]) {
      expect(() => new Net(depth).parameters()).toThrow(RangeError);
      expect(() => new Net(depth).parameters()).toThrow(message);
    }
  });

  it("may be as many as there are, beside each other", () => {
    class Net extends Holder {
      readonly list = Array.from({ length: 600 }, () => ({ own: one() }));
    }
    expect(paths(new Net())).toHaveLength(600);
  });

  it("of modules in modules are refused beyond the same depth", () => {
    let model: Module = new Dense(1, 1);
    for (let level = 0; level < 400; level++) model = new Sequential(model);
    expect(paths(model)).toHaveLength(2);
    for (let level = 0; level < 5000; level++) model = new Sequential(model);
    expect(() => model.parameters()).toThrow(/^Sequential: fields are searched 500 levels deep/);
  });
});

describe("modules that know each other", () => {
  class Element extends Holder {
    readonly weight = one();
    neighbours: Element[] = [];
  }
  class Ring extends Holder {
    readonly elements = Array.from({ length: 14 }, () => new Element());
    constructor() {
      super();
      for (const element of this.elements) element.neighbours = this.elements;
    }
  }

  it("are listed in moderate time: the ways through them are beyond counting", () => {
    const ring = new Ring();
    expect(paths(ring)).toHaveLength(14);
    expect(ring.stateDict().size).toBe(14);
    expect(String(ring).length).toBeLessThan(20_000);
    expect(ring.eval().elements[13].training).toBe(false);
    ring.loadStateDict(new Ring().stateDict());
    // By some way in circles.
    const some = new Map([["elements.3.neighbours.5.neighbours.2.weight", tensor([7])]]);
    ring.loadStateDict(some, { strict: false });
    expect(ring.elements[2].weight.item()).toBe(7);
  });
});

describe("paths", () => {
  it("belong to one Variable each", () => {
    class Net extends Holder {
      readonly table = new Map<unknown, Parameter>([[1, one()], ["1", one()]]); // biome-ignore format: a map
    }
    expect(() => new Net().stateDict()).toThrow(RangeError);
    expect(() => new Net().stateDict()).toThrow(/^Net: two Variables have the path table\.1$/);
  });

  it("of a module that is tied are those found first", () => {
    class Net extends Holder {
      readonly encoder = new Sequential(new Dense(1, 1));
      readonly decoder = this.encoder;
      readonly seen = new Variable(zeros([]), { trainable: false });
      readonly again = this.seen;
    }
    const net = new Net();
    expect(paths(net)).toEqual(["encoder.0.weight", "encoder.0.bias"]);
    expect([...net.buffers().keys()]).toEqual(["seen"]);
    expect([...net.modules().keys()]).toEqual(["", "encoder", "encoder.0", "decoder"]);
    expect(String(net)).toContain("(decoder): Sequential(as above)");
  });
});
