import { checkpoint, noGrad, ones, ShapeError, type Tensor, tensor } from "@gradiente/core";
import { Dense, Module, ReLU, Sequential } from "@gradiente/nn";
import { describe, expect, it } from "vitest";

class Net extends Module {
  readonly layers = [new Dense(3, 4), new ReLU(), new Dense(5, 2)];
  override forward(x: Tensor): Tensor {
    return this.layers.reduce((y, layer) => layer.forward(y), x);
  }
}

/** What a call throws. */
function thrown(f: () => unknown): Error {
  try {
    f();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe("an error in a layer", () => {
  it("names the layer by its path", () => {
    const error = thrown(() => new Net().forward(ones([2, 3])));
    expect(error).toBeInstanceOf(ShapeError);
    const message = "layers.2 (Dense): the last axis must have 5 features, and the input has shape [2, 4]";
    expect(error.message).toBe(message);
    // What an uncaught error shows.
    expect(error.stack).toContain(message);
    expect(error.stack).not.toContain("Dense: the last axis");
  });

  it("has the path from the outermost model, however deep", () => {
    class Outer extends Module {
      readonly parts = { left: new Sequential(new ReLU(), new Net()) };
      override forward(x: Tensor): Tensor {
        return noGrad(() => this.parts.left.forward(x));
      }
    }
    expect(() => new Sequential(new Outer()).forward(ones([2, 3]))).toThrow(
      /^0\.parts\.left\.1\.layers\.2 \(Dense\): the last axis/,
    );
    const net = new Net();
    expect(() => checkpoint((x: Tensor) => net.forward(x))(ones([2, 3]))).toThrow(/^layers\.2 \(Dense\): /);
  });

  it("keeps the name of an op, and stays as it is in a model without layers around it", () => {
    class Product extends Module {
      override forward(x: Tensor): Tensor {
        return x.matmul(ones([7, 7]));
      }
    }
    const alone = thrown(() => new Product().forward(ones([2, 3]))).message;
    expect(alone).toMatch(/^matmul: /);
    expect(() => new Sequential(new ReLU(), new Product()).forward(ones([2, 3]))).toThrow(
      new ShapeError(`1 (Product): ${alone}`),
    );
    expect(() => new Dense(3, 2).forward(ones([2, 2]))).toThrow(/^Dense: the last axis/);
  });

  it("is named where it was thrown, also if a layer calls the forward of its base class", () => {
    class Base extends Module {
      readonly dense = new Dense(2, 2);
      override forward(x: Tensor): Tensor {
        return this.dense.forward(x);
      }
    }
    class Derived extends Base {
      override forward(x: Tensor): Tensor {
        return super.forward(x).relu();
      }
    }
    new Base();
    expect(() => new Derived().forward(ones([3]))).toThrow(/^dense \(Dense\): /);
    expect(() => new Sequential(new Derived()).forward(ones([3]))).toThrow(/^0\.dense \(Dense\): /);
  });

  it("says that a layer has no path", () => {
    class Hidden extends Module {
      readonly #dense = new Dense(2, 2);
      override forward(x: Tensor): Tensor {
        return this.#dense.forward(x);
      }
    }
    expect(() => new Sequential(new Hidden()).forward(ones([3]))).toThrow(/^0\.\? \(Dense\): /);
  });

  it("of another kind is not touched", () => {
    class Failing extends Module {
      override forward(_x: Tensor): Tensor {
        throw new Error("of mine");
      }
    }
    class Frozen extends Module {
      override forward(_x: Tensor): Tensor {
        throw Object.freeze(new RangeError("frozen"));
      }
    }
    expect(() => new Sequential(new Failing()).forward(ones([1]))).toThrow(new Error("of mine"));
    expect(() => new Sequential(new Frozen()).forward(ones([1]))).toThrow(new RangeError("frozen"));
  });
});

describe("forward", () => {
  it("may be what a getter gives, which is left as it is", () => {
    class Doubling extends Module {
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    const double = (x: Tensor) => x.mul(2);
    Object.defineProperty(Doubling.prototype, "forward", { get: () => double, configurable: true });
    const layer = new Doubling();
    expect(layer.forward).toBe(double);
    expect(new Sequential(layer).forward(tensor([1, 2])).toArray()).toEqual([2, 4]);
  });

  it("is what it was in all other ways", () => {
    const { forward } = Dense.prototype;
    expect([forward.name, forward.length]).toEqual(["forward", 1]);
    new Dense(1, 1);
    expect(Dense.prototype.forward).toBe(forward);
    expect(Object.keys(new ReLU())).toEqual(["training"]);
    class Own extends Module {
      override readonly forward = (x: Tensor): Tensor => x.mul(2);
    }
    expect(new Sequential(new Own()).forward(tensor([1])).toArray()).toEqual([2]);
  });
});
