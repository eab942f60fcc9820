import {
  checkpoint,
  linear,
  ones,
  setBackend,
  type Tensor,
  tensor,
  Variable,
  zerosLike,
} from "@gradiente/core";
import { adam, type GradientTransform, Optimizer } from "@gradiente/optim";
import { describe, expect, it } from "vitest";
import { type Observer, observed } from "../../core/src/tape.ts";
import { counted, OVERWRITTEN, onOverwriting } from "../../core/test/overwriting.ts";
import { makers } from "./makers.ts";

/* An optimiser gives back the memory of old states. A state that somebody still has would show it. */

onOverwriting();

const START = { w: [0.5, -2, 4], b: [1] };

function begin(make: (parameters: ReadonlyMap<string, Variable>) => Optimizer) {
  const parameters = new Map(Object.entries(START).map(([path, data]) => [path, new Variable(tensor(data))]));
  const [w, b] = [...parameters.values()];
  const optimizer = make(parameters);
  const step = () => optimizer.step(w.square().sum().add(b.sub(3).square().sum()).backward());
  return { parameters, optimizer, step };
}

const read = (tensors: Iterable<readonly [string, Tensor | Variable]>) =>
  [...tensors].map(([path, x]) => [path, x.toArray()]);

describe.each(Object.entries(makers))("%s", (_name, make) => {
  function after(steps: number) {
    const { parameters, optimizer, step } = begin(make);
    for (let i = 0; i < steps; i++) step();
    return [...read(parameters), ...read(optimizer.stateDict())];
  }

  it("gives memory back, and the same values", () => {
    const here = after(7);
    setBackend("reference");
    expect(here).toEqual(after(7));
  });

  it("leaves saved states and old parameters as they are", () => {
    const { parameters, optimizer, step } = begin(make);
    const kept: (readonly [string, Tensor])[] = [];
    const seen: (readonly unknown[])[] = [];
    for (let i = 0; i < 4; i++) {
      step();
      const now = [
        ...optimizer.stateDict(),
        ...[...parameters].map(([path, { value }]) => [path, value] as const),
      ];
      kept.push(...now);
      seen.push(...read(now));
      step();
    }
    expect(read(kept)).toEqual(seen);
  });
});

it("gives back the memory of each old state, and of nothing else", () => {
  const { step } = begin(makers.Adam);
  step();
  counted.recycled = 0;
  step();
  const sweep = counted.recycled;
  const idle = begin(makers.SGD);
  idle.step();
  counted.recycled = 0;
  idle.step();
  // A mean and a mean square of two parameters.
  expect(sweep - counted.recycled).toBe(4);
});

/** Two layers, whose weights are borrowed by the op that needs them. */
function beginLayers(make: (parameters: ReadonlyMap<string, Variable>) => Optimizer) {
  const x = tensor([[1, 2], [3, -4], [0.5, 6]]); // biome-ignore format: a matrix
  const weights = [[[1, -0.5], [0.25, 2]], [[0.5, 1]]].map((rows) => new Variable(tensor(rows))); // biome-ignore format: matrices
  const parameters = new Map(weights.map((weight, i) => [`${i}`, weight]));
  const optimizer = make(parameters);
  const loss = () => linear(linear(x, weights[0]).sigmoid(), weights[1]).square().mean();
  return { parameters, optimizer, loss };
}

describe.each(Object.entries(makers))("%s.minimize", (_name, make) => {
  it("does what step does with the gradients of the loss", () => {
    const [first, second] = [beginLayers(make), beginLayers(make)];
    for (let i = 0; i < 5; i++) {
      first.optimizer.minimize(first.loss());
      second.optimizer.step(second.loss().backward());
    }
    setBackend("reference");
    const third = beginLayers(make);
    for (let i = 0; i < 5; i++) third.optimizer.minimize(third.loss());
    const [minimized, stepped, plain] = [first, second, third].map(({ parameters, optimizer }) => [
      ...read(parameters),
      ...read(optimizer.stateDict()),
    ]);
    expect(minimized).toEqual(stepped);
    expect(minimized).toEqual(plain);
  });
});

it("gives back values and gradients of weights that only ops have borrowed", () => {
  const { optimizer, loss } = beginLayers(makers.SGD);
  for (let i = 0; i < 2; i++) optimizer.minimize(loss());
  const stepped = beginLayers(makers.SGD);
  for (let i = 0; i < 2; i++) stepped.optimizer.step(stepped.loss().backward());
  const during = (run: () => void) => {
    counted.recycled = 0;
    run();
    return counted.recycled;
  };
  const sweep = during(() => void loss().backward());
  // Two values, and with `minimize` two gradients: nobody saw them.
  expect(during(() => stepped.optimizer.step(stepped.loss().backward())) - sweep).toBe(2);
  // The values of these wait for the backward pass that was not used for a step.
  optimizer.minimize(loss());
  expect(during(() => optimizer.minimize(loss())) - sweep).toBe(4);
});

it("leaves a gradient to a rule that keeps it, and to two parameters that share it", () => {
  const keeping: GradientTransform = {
    name: "keeping",
    init: (parameter) => ({ last: zerosLike(parameter) }),
    update: (move) => [
      { ...move, direction: move.direction.mul(move.direction.sum().mul(0).add(0.1)) },
      { last: move.direction },
    ],
  };
  for (const rule of [keeping, adam()]) {
    const run = () => {
      const parameters = new Map(["v", "w"].map((path) => [path, new Variable(tensor([1, 2]))]));
      const [v, w] = [...parameters.values()];
      const optimizer = new Optimizer(parameters, rule, { learningRate: 0.1 });
      for (let i = 0; i < 4; i++) optimizer.minimize(v.add(w).square().sum());
      return [...read(parameters), ...read(optimizer.stateDict())];
    };
    const here = run();
    setBackend("reference");
    expect(here).toEqual(run());
    setBackend("overwriting");
  }
});

it("counts no step, and changes nothing, if the loss has no gradient for its parameters", () => {
  const { optimizer, parameters } = beginLayers(makers.Adam);
  const before = read(parameters);
  const strange = new Variable(ones([2]));
  expect(() => optimizer.minimize(strange.sum())).toThrow(
    /^Adam.minimize: no parameter of this optimiser has a gradient/,
  );
  expect(() => optimizer.minimize(ones([]))).toThrow(/^backward: no trainable Variable took part/);
  expect(optimizer.stepCount).toBe(0);
  expect(read(parameters)).toEqual(before);
});

describe("a rule whose state is not its own", () => {
  const rules: Record<string, GradientTransform> = {
    "the parameter": {
      name: "old",
      init: (parameter) => ({ old: parameter }),
      update: ({ parameter, direction }) => [
        { parameter, direction },
        { old: parameter.sub(direction.mul(0)) },
      ],
    },
    "the gradient": {
      name: "last",
      init: (parameter) => ({ last: zerosLike(parameter) }),
      update: (move) => [move, { last: move.direction }],
    },
    "one tensor twice": {
      name: "twice",
      init: (parameter) => ({ a: zerosLike(parameter), b: zerosLike(parameter) }),
      update: ({ parameter, direction }, { a }) => {
        // A sum keeps it from becoming one kernel, whose results are tensors of their own.
        const next = a.add(direction.mul(direction.sum().mul(0).add(1)));
        return [
          { parameter, direction: next.mul(0.1) },
          { a: next, b: next },
        ];
      },
    },
    "one tensor after the other": {
      name: "queue",
      init: (parameter) => ({ a: zerosLike(parameter), b: zerosLike(parameter) }),
      update: ({ parameter, direction }, { a }) => [
        { parameter, direction: direction.mul(0.1) },
        { a: direction.mul(direction.sum().mul(0).add(1)), b: a },
      ],
    },
    "what it was": {
      name: "same",
      init: (parameter) => ({ start: parameter.mul(2) }),
      update: ({ parameter, direction }, state) => [
        { parameter, direction: direction.mul(state.start.sum().mul(0).add(0.1)) },
        state,
      ],
    },
    "the next parameter": {
      name: "next",
      init: (parameter) => ({ next: parameter }),
      update: ({ parameter, direction }) => {
        const next = parameter.sub(direction.mul(direction.sum().mul(0).add(0.1)));
        return [{ parameter: next, direction: zerosLike(next) }, { next }];
      },
    },
  };
  it.each(Object.entries(rules))("%s", (_name, rule) => {
    const { parameters, optimizer, step } = begin((p) => new Optimizer(p, rule, { learningRate: 0.1 }));
    const values: Tensor[] = [];
    for (let i = 0; i < 5; i++) {
      step();
      values.push(...[...parameters.values()].map(({ value }) => value));
    }
    const all = [...values, ...optimizer.stateDict().values()];
    for (const x of all) expect([...x.toTypedArray()]).not.toContain(OVERWRITTEN);
  });
});

it("keeps a loaded state whole, which is somebody else's", () => {
  const { optimizer, step } = begin(makers.Adam);
  step();
  const state = optimizer.stateDict();
  const before = read(state);
  const other = begin(makers.Adam);
  other.optimizer.loadStateDict(state);
  for (let i = 0; i < 3; i++) other.step();
  expect(read(state)).toEqual(before);
});

it("keeps the values of a function that is run again", () => {
  const gradient = () => {
    const { parameters, step } = begin(makers.Adam);
    step();
    step();
    const run = checkpoint((y: Tensor) => {
      step();
      return y.mul(parameters.get("w") as Variable).sum();
    });
    const x = new Variable(ones([3]));
    return run(x.mul(1)).backward().get(x).toArray();
  };
  const here = gradient();
  setBackend("reference");
  expect(here).toEqual(gradient());
});

it("keeps what somebody saw who watched an update", () => {
  const { step } = begin(makers.Adam);
  const seen: Tensor[] = [];
  const keeper: Observer = {
    name: "keeper",
    compute: (_op, _inputs, outputs, run) => {
      run();
      // Also where a function is only written down, on a backend of stand-ins.
      seen.push(...outputs.filter(({ backend }) => backend.name === "overwriting"));
    },
    recorded: () => {},
    pull: (_node, _input, pullback, dy) => pullback(dy),
    sweep: (walk) => walk(),
  };
  observed(keeper, step);
  step();
  step();
  for (const x of seen) expect([...x.toTypedArray()]).not.toContain(OVERWRITTEN);
});
