import { ones, seed, type Tensor, tensor, Variable, zeros } from "@gradiente/core";
import { Dense, Module, Parameter, Sequential, StateDictError } from "@gradiente/nn";
import { beforeEach, describe, expect, it } from "vitest";

beforeEach(() => seed(0));

class Tied extends Module {
  readonly embedding = new Parameter(ones([2, 1]));
  readonly body = new Sequential(new Dense(1, 1));
  readonly decoder = { weight: this.embedding };
  readonly twin = this.body;
  readonly steps = new Variable(zeros([], { dtype: "int32" }), { trainable: false });

  override forward(x: Tensor): Tensor {
    return x;
  }
}

const model = () => new Sequential(new Dense(2, 3), new Dense(3, 1));
const values = (module: Module) => [...module.stateDict()].map(([path, value]) => [path, value.toArray()]);
const renamed = (state: ReadonlyMap<string, Tensor>, name: (path: string) => string) =>
  new Map([...state].map(([path, value]) => [name(path), value]));

describe("tied weights", () => {
  const own = ["embedding", "steps", "body.0.weight", "body.0.bias"];
  const others = ["decoder.weight", "twin.0.weight", "twin.0.bias"];
  /** As PyTorch saves it: all names. */
  const whole = (): Map<string, Tensor> => {
    const state = new Tied().stateDict();
    state.set("embedding", tensor([[5], [6]]));
    const pairs = [["decoder.weight", "embedding"], ["twin.0.weight", "body.0.weight"], ["twin.0.bias", "body.0.bias"]]; // biome-ignore format: pairs
    for (const [to, from] of pairs) state.set(to, (state.get(from) as Tensor).add(0));
    return state;
  };

  it("are saved once", () => {
    expect([...new Tied().stateDict().keys()]).toEqual(own);
  });

  it("load from both names, or from either", () => {
    const both = new Tied();
    expect(both.loadStateDict(whole())).toEqual({ missing: [], unknown: [] });
    expect(both.embedding.toArray()).toEqual([[5], [6]]);
    const second = whole();
    for (const path of own) if (path !== "steps") second.delete(path);
    expect([...second.keys()]).toEqual(["steps", ...others]);
    const once = new Tied();
    once.loadStateDict(second);
    expect(once.embedding.toArray()).toEqual([[5], [6]]);
  });

  it("must be equal under both", () => {
    const state = whole().set("twin.0.bias", tensor([Number.NaN]));
    expect(() => new Tied().loadStateDict(state)).toThrow(
      /\n {2}two values: body.0.bias and twin.0.bias are one Variable here and differ in the state$/,
    );
    // One element of several.
    const partly = whole().set("decoder.weight", tensor([[5], [7]]));
    expect(() => new Tied().loadStateDict(partly)).toThrow(
      /:\n {2}two values: embedding and decoder.weight are one Variable here and differ in the state$/,
    );
    const nan = state.set("body.0.bias", tensor([Number.NaN]));
    const tied = new Tied();
    tied.loadStateDict(nan);
    expect(tied.body.layers[0].bias?.item()).toBe(Number.NaN);
  });
});

describe("rename", () => {
  const other = (path: string) => path.replace("0.", "first.").replace("1.", "second.");
  const table = { "first.weight": "0.weight", "first.bias": "0.bias", "second.weight": "1.weight" };

  it.each([
    ["a record", table],
    ["a Map", new Map(Object.entries(table))],
    ["a function", (name: string) => (table as Record<string, string>)[name]],
  ])("takes %s, and keeps names that are not in it", (_, rename) => {
    const saved = model();
    const state = renamed(saved.stateDict(), (path) => (path === "1.bias" ? path : other(path)));
    const loaded = model();
    expect(loaded.loadStateDict(state, { rename })).toEqual({ missing: [], unknown: [] });
    expect(values(loaded)).toEqual(values(saved));
  });

  it("leaves out what becomes null", () => {
    const state = model()
      .stateDict()
      .set("mask", ones([3]));
    expect(() => model().loadStateDict(state)).toThrow(/unknown: mask/);
    model().loadStateDict(state, { rename: { mask: null } });
    model().loadStateDict(state, { rename: (name) => (name === "mask" ? null : name) });
  });

  it("says what is wrong with it", () => {
    const state = renamed(model().stateDict(), other);
    const rename = { "frist.weight": "0.weight", "first.bias": "0.bias", "second.bias": "0.bias" };
    const load = () => model().loadStateDict(state, { rename });
    expect(load).toThrow(StateDictError);
    expect(load).toThrow("\n  rename: the state has no frist.weight; did you mean first.weight?\n");
    expect(load).toThrow("\n  rename: first.bias and second.bias both become 0.bias\n");
    const refuse = (given: unknown) => () => model().loadStateDict(state, { rename: given as never });
    const message = /^loadStateDict: rename must be a Map, an object or a function from names to paths, not /;
    for (const given of [3, ["a"], { a: 3 }, new Map([["a", 3]]), new Date(0)])
      expect(refuse(given)).toThrow(message);
    expect(refuse(() => 3)).toThrow(
      /^loadStateDict: rename must give a text, null or undefined, not number$/,
    );
  });

  it("names the tensor that does not fit by both names", () => {
    const state = renamed(model().stateDict(), other).set("first.bias", ones([9]));
    const rename = (name: string) => name.replace("first.", "0.").replace("second.", "1.");
    expect(() => model().loadStateDict(state, { rename })).toThrow(
      /another shape: 0.bias is \[3\] here and \[9\] in the state, as first.bias$/,
    );
  });
});

describe("names that do not fit", () => {
  it("come with what was probably meant", () => {
    const state = renamed(model().stateDict(), (path) => path.replace("1.weight", "1.wieght"));
    expect(() => model().loadStateDict(state)).toThrow(
      /\n {2}missing: 1.weight \[1, 3\]\n {2}unknown: 1.wieght; did you mean 1.weight\?$/,
    );
  });

  it("that all have a further beginning come with the way out", () => {
    const wrapped = renamed(model().stateDict(), (path) => `module.${path}`);
    expect(() => model().loadStateDict(wrapped)).toThrow(
      /all unknown names begin with "module\.": \{ rename: \(name\) => name.slice\(7\) \} takes it away$/,
    );
    model().loadStateDict(wrapped, { rename: (name) => name.slice(7) });
    const outer = new Sequential(model());
    expect(() => outer.loadStateDict(model().stateDict())).toThrow(
      /all missing paths begin with "0\.": \{ rename: \(name\) => "0\." \+ name \} puts it there$/,
    );
    outer.loadStateDict(model().stateDict(), { rename: (name) => `0.${name}` });
  });

  it("are reported without strict, and an error if there is nothing else", () => {
    const state = model()
      .stateDict()
      .set("extra", ones([1]));
    state.delete("0.bias");
    expect(model().loadStateDict(state, { strict: false })).toEqual({
      missing: ["0.bias"],
      unknown: ["extra"],
    });
    const strange = new Map([["layer.w", ones([1])]]);
    expect(() => model().loadStateDict(strange, { strict: false })).toThrow(
      /unknown: all of it; paths here are such as 0.weight, and there such as layer.w$/,
    );
    model().loadStateDict(new Map(), { strict: false });
  });

  it("are all listed, and looked for among the others for the first twenty only", () => {
    const wide = new Sequential(...Array.from({ length: 40 }, () => new Dense(1, 1)));
    const state = renamed(wide.stateDict(), (path) => `${path}x`);
    let message = "";
    try {
      wide.loadStateDict(state);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.match(/missing: /g)).toHaveLength(80);
    expect(message.match(/unknown: /g)).toHaveLength(80);
    expect(message.match(/did you mean/g)).toHaveLength(20);
    expect(message).toContain("unknown: 0.biasx; did you mean 0.bias?");
  });
});

describe("dtypes", () => {
  it("float32 is widened for float64, and nothing is rounded", () => {
    const loaded = new Dense(1, 1, { dtype: "float64" });
    const state = new Dense(1, 1).stateDict();
    loaded.loadStateDict(state);
    expect([loaded.weight.dtype, loaded.weight.item()]).toEqual(["float64", state.get("weight")?.item()]);
    expect(() => new Dense(1, 1).loadStateDict(loaded.stateDict())).toThrow(
      /another dtype: weight is float32 here and float64 in the state; cast it/,
    );
    const tied = new Tied();
    expect(() => tied.loadStateDict(new Map([["steps", tensor(1)]]), { strict: false })).toThrow(
      /another dtype: steps is int32 here and float32/,
    );
  });
});
