import {
  checkpoint,
  grad,
  noGrad,
  ones,
  profile,
  randn,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import { giveBack, giveBackLater, isWatched, kernelOf, sharesMemory } from "@gradiente/core/backend";
import { describe, expect, it } from "vitest";
import { lent } from "../src/reuse.ts";
import { counted, OVERWRITTEN, onOverwriting } from "./overwriting.ts";

/* What other packages use to give memory back. */

onOverwriting();

describe("giveBack", () => {
  it("gives the memory of a tensor to its backend", () => {
    const x = tensor([1, 2]).add(1);
    giveBack(x);
    expect(x.toArray()).toEqual([OVERWRITTEN, OVERWRITTEN]);
  });

  it("leaves it to who watches ops", () => {
    const x = tensor([1, 2]).add(1);
    profile(() => giveBack(x));
    expect(x.toArray()).toEqual([2, 3]);
    expect(counted.recycled).toBe(0);
  });

  it("refuses what is no tensor by name", () => {
    expect(() => giveBack([1] as never)).toThrow(/^giveBack: the tensor must be a tensor, .*, not \[1\]/);
  });
});

describe("giveBackLater", () => {
  const laterThan = (use: (x: Tensor) => Tensor, owner?: (y: Tensor) => Tensor) => {
    const x = new Variable(tensor([[1, 2]])).mul(3);
    const y = use(x);
    if (owner === undefined) giveBackLater(x);
    else giveBackLater(x, owner(y));
    return { x, y };
  };

  it("gives back when a backward pass has gone by the op that made it", () => {
    const { x, y } = laterThan((given) => given.square().sum());
    expect(x.toArray()).toEqual([[3, 6]]);
    y.backward();
    expect(x.toArray()).toEqual([[OVERWRITTEN, OVERWRITTEN]]);
  });

  it("waits for the op whose memory a view shows, which may need it", () => {
    const v = new Variable(tensor([[1, 2]]));
    const x = v.exp();
    const view = x.transpose().reshape([2]);
    const loss = view.sum();
    giveBackLater(view);
    expect(loss.backward().get(v).toArray()).toEqual([[Math.fround(Math.E), Math.fround(Math.exp(2))]]);
    expect(x.toArray()).toEqual([[OVERWRITTEN, OVERWRITTEN]]);
  });

  it("gives back with another result, which alone needs it", () => {
    const kept = tensor([5]).mul(2);
    const y = new Variable(tensor([1])).mul(2);
    giveBackLater(kept, y);
    expect(kept.toArray()).toEqual([10]);
    y.sum().backward();
    expect(kept.toArray()).toEqual([OVERWRITTEN]);
    const other = tensor([5]).mul(2);
    giveBackLater(other, tensor([1]).mul(2));
    expect(other.toArray()).toEqual([OVERWRITTEN]);
  });

  it("waits for the op whose result a view of it stands for", () => {
    const v = new Variable(tensor([[1, 5, 2]]));
    const planes = v.mul(2);
    const largest = planes.max(1);
    giveBackLater(planes, largest.reshape([1, 1]));
    expect(largest.sum().backward().get(v).toArray()).toEqual([[0, 2, 0]]);
    expect(planes.toArray()).toEqual([[OVERWRITTEN, OVERWRITTEN, OVERWRITTEN]]);
  });

  it("gives back at once where nothing is recorded, and never what a constant of a graph may be", () => {
    const [x, constant] = [noGrad(() => tensor([1]).mul(2)), tensor([1]).mul(2)];
    noGrad(() => giveBackLater(x));
    giveBackLater(constant);
    expect([...x.toTypedArray(), ...constant.toTypedArray()]).toEqual([OVERWRITTEN, 2]);
  });

  it("never gives back what a Variable has, or what a function got", () => {
    const more: number[] = [];
    const tried = (x: Tensor) => {
      const before = lent.bytes;
      giveBackLater(x);
      more.push(lent.bytes - before);
    };
    tried(new Variable(tensor([1, 2])).reshape([2, 1]));
    grad((x: Tensor) => {
      tried(x.reshape([2, 1]));
      return x.sum();
    })(tensor([1, 2]));
    tried(new Variable(tensor([1, 2])).mul(2));
    expect(more).toEqual([0, 0, 8]);
  });

  it("leaves it to who watches ops", () => {
    let loss: Tensor | undefined;
    let x: Tensor | undefined;
    profile(() => {
      x = new Variable(tensor([1])).mul(2);
      loss = x.sum();
      giveBackLater(x);
    });
    loss?.backward();
    expect(x?.toArray()).toEqual([2]);
  });

  it("refuses what is no tensor by name", () => {
    expect(() => giveBackLater(1 as never)).toThrow(/^giveBackLater: the tensor must be a tensor, .*, not 1/);
    expect(() => giveBackLater(tensor(1), {} as never)).toThrow(/^giveBackLater: the owner must be a tensor/);
  });
});

describe("sharesMemory", () => {
  it("is so for views, and for values of Variables", () => {
    const [x, variable] = [tensor([1, 2]), new Variable(tensor([1, 2]))];
    expect([sharesMemory(x, x.reshape([2, 1])), sharesMemory(x, x.neg())]).toEqual([true, false]);
    expect([sharesMemory(variable, variable.flip(0)), sharesMemory(x, variable)]).toEqual([true, false]);
  });

  it("refuses what is no tensor by name", () => {
    expect(() => sharesMemory(1 as never, tensor(1))).toThrow(
      /^sharesMemory: the first tensor must be a tensor/,
    );
    expect(() => sharesMemory(tensor(1), null as never)).toThrow(
      /^sharesMemory: the second tensor must be a/,
    );
  });
});

describe("isWatched", () => {
  it("is so while somebody watches ops, or will run a function again", () => {
    const seen: boolean[] = [isWatched()];
    profile(() => void seen.push(isWatched()));
    const block = checkpoint((x: Tensor) => {
      seen.push(isWatched());
      return x.exp();
    });
    block(new Variable(ones([2])).mul(1));
    seen.push(isWatched());
    expect(seen).toEqual([false, true, true, false]);
  });
});

describe("kernelOf", () => {
  it("gives each output memory of its own, also where it is an input or another output", () => {
    const x = randn([1500]);
    const kernel = kernelOf((y) => {
      const twice = y.mul(2);
      return [y, twice, twice];
    });
    for (let time = 0; time < 2; time++) {
      const outputs = kernel(x) as readonly Tensor[];
      expect(outputs.map((y) => [...y.toTypedArray()])).toEqual(
        [x, x.mul(2), x.mul(2)].map((y) => [...y.toTypedArray()]),
      );
      expect(new Set([x, ...outputs].map(({ buffer }) => buffer)).size).toBe(4);
    }
  });

  const outside = new Variable(ones([1500]));
  const refused: Record<string, (x: Tensor) => readonly Tensor[]> = {
    "a sum": (x) => [x.sum()],
    "a Variable from outside": (x) => [x.mul(outside)],
    "another shape": (x) => [x.reshape([2, 750]).mul(2)],
  };
  it.each(Object.entries(refused))("gives null for %s", (_name, f) => {
    const kernel = kernelOf(f);
    expect([kernel(randn([1500])), kernel(randn([1500]))]).toEqual([null, null]);
  });

  it("gives null where a gradient is recorded, and for no inputs", () => {
    const kernel = kernelOf((...xs) => xs.map((x) => x.mul(2)));
    expect(kernel(outside.mul(1))).toBeNull();
    expect(kernel()).toBeNull();
    expect(kernel(randn([1500]))).not.toBeNull();
  });

  it("refuses what is no function, and what is no tensor, by name", () => {
    expect(() => kernelOf(1 as never)).toThrow(/^kernelOf: f must be a function/);
    expect(() => kernelOf((x) => [x])(1 as never)).toThrow(
      /^kernelOf: the inputs must be a list of at most 4096 tensors/,
    );
  });
});
