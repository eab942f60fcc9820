import { Generator, type Tensor, tensor, Variable } from "@gradiente/core";
import { BatchNorm1d, crossEntropyLoss, Dense, Dropout, Module } from "@gradiente/nn";
import { Adam, type LearningRate } from "@gradiente/optim";
import { describe, expect, it } from "vitest";
import type { Backend, Kernels, View } from "../../core/src/backend.ts";
import { emptyTensor } from "../../core/src/operand.ts";
import { moved } from "../../core/src/primitives/transfer.ts";
import { journaled } from "../../core/src/variable.ts";

/*
 * A backend that wraps another one, writes down the kernels that it runs, and runs them again: a training step is a
 * program over buffers. This is what a compiler of steps will stand on, so the test holds what it needs: no read, no upload
 * and no constant that changes while a step runs, and random numbers whose state is data.
 */

const kernels = [
  "fill", "unary", "binary", "elementwise", "where", "reduce", "scan", "argsort", "normalize", "contract", "matrices", "routine",
  "gather", "scatterAdd", "scatter", "copy", "accumulate", "random",
] as const satisfies readonly (keyof Kernels)[]; // biome-ignore format: a list

class Recorder {
  readonly calls: (() => void)[] = [];
  readonly constants: number[] = [];
  readonly backend: Backend;
  #recording = false;

  constructor(inner: Backend) {
    const refuse = (what: string) => {
      if (this.#recording) throw new Error(`a step must not ${what}`);
    };
    const recorded = Object.fromEntries(
      kernels.map((name) => {
        const kernel = inner[name] as (...args: unknown[]) => unknown;
        const run = (...args: unknown[]): unknown => {
          const result = kernel(...args);
          if (this.#recording && result !== false) this.calls.push(() => kernel(...args));
          return result;
        };
        return [name, run];
      }),
    ) as unknown as Kernels;
    this.backend = {
      ...recorded,
      name: "recorder",
      depth: inner.depth + 1,
      allocate: inner.allocate,
      constant: (value, dtype) => {
        if (this.#recording) this.constants.push(value);
        return inner.constant(value, dtype);
      },
      write: (values, out) => {
        refuse("upload");
        inner.write(values, out);
      },
      read: inner.read,
      readNow: (x) => {
        refuse("read");
        return (inner as Required<Backend>).readNow(x);
      },
    };
  }

  record<T>(step: () => T): T {
    this.#recording = true;
    try {
      return step();
    } finally {
      this.#recording = false;
    }
  }
}

/** A step as a program: what it reads and sets in Variables is copied in and out. */
class Program {
  readonly #recorder: Recorder;
  readonly #cells: { readonly variable: Variable; readonly before: Tensor; readonly after: Tensor }[];
  readonly #inputs: readonly Tensor[];
  readonly #result: Tensor;

  constructor(step: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]) {
    const recorder = new Recorder(inputs[0].backend);
    const { backend } = recorder;
    // A first run finds the Variables, and is undone.
    const { found } = journaled(() => step(...inputs));
    for (const [variable, value] of found) variable.set(copyOn(value, backend));
    this.#inputs = inputs.map((x) => copyOn(x, backend));
    const before = [...found.keys()].map((variable) => variable.value);
    this.#result = recorder.record(() => step(...this.#inputs));
    this.#cells = [...found.keys()].map((variable, i) => ({
      variable,
      before: before[i],
      after: variable.value,
    }));
    // Recording has run the step once; that is undone too.
    for (const [variable, value] of found) variable.set(value);
    this.#recorder = recorder;
  }

  get constants(): readonly number[] {
    return this.#recorder.constants;
  }

  run(...inputs: Tensor[]): number {
    const { backend } = this.#recorder;
    for (let i = 0; i < inputs.length; i++) backend.copy(inputs[i], this.#inputs[i]);
    for (const { variable, before } of this.#cells) backend.copy(variable.value, before);
    for (const call of this.#recorder.calls) call();
    for (const { variable, after } of this.#cells) variable.set(copyOn(after, variable.value.backend));
    return this.#result.item();
  }
}

/** A copy that shares no buffer. */
function copyOn(x: Tensor, backend: Backend): Tensor {
  if (x.backend !== backend && x.backend.depth === backend.depth) return moved(x, backend);
  const copy = emptyTensor("record", backend, x.dtype, x.layout.dense);
  backend.copy(x as View, copy);
  return copy;
}

class Net extends Module {
  // The larger weight is updated by a fused kernel, the smaller one op by op.
  hidden: Dense;
  out: Dense;
  dropout: Dropout;
  /** Its share changes from batch to batch. */
  norm = new BatchNorm1d(32, { momentum: null });
  /** The running mean of the hidden layer. */
  running = new Variable(tensor(new Float32Array(32)), { trainable: false });

  constructor(generator: Generator) {
    super();
    this.hidden = new Dense(40, 32, { generator });
    this.out = new Dense(32, 3, { generator });
    this.dropout = new Dropout(0.5, { generator });
  }

  override forward(x: Tensor): Tensor {
    const hidden = this.norm.forward(this.hidden.forward(x)).relu();
    this.running.set(this.running.value.mul(0.9).add(hidden.detach().mean(0).mul(0.1)));
    return this.out.forward(this.dropout.forward(hidden));
  }
}

const learningRate: LearningRate = (t) => 0.01 / (1 + t);

function setUp() {
  const generator = new Generator(5);
  const model = new Net(generator);
  const optimizer = new Adam(model.parameters(), { learningRate });
  const update = (x: Tensor, y: Tensor) => {
    const loss = crossEntropyLoss(model.forward(x), y);
    optimizer.apply(loss.backward());
    return loss;
  };
  const state = () => [
    ...[...model.variables().values()].map((variable) => variable.toTypedArray()),
    ...[...optimizer.stateDict().values()].map((value) => value.toTypedArray()),
    generator.state.toTypedArray(),
  ];
  return { generator, optimizer, update, state };
}

const data = new Generator(9);
const batches = Array.from({ length: 6 }, () => ({
  x: data.normal([16, 40]),
  y: data.uniform([16], { high: 3 }).cast("int32"),
}));

describe("a training step, recorded and replayed", () => {
  it("gives what eager steps give, to the last bit: forward, backward, Adam with a schedule, dropout, running statistics", () => {
    const [eager, replayed] = [setUp(), setUp()];
    replayed.optimizer.begin();
    const program = new Program(replayed.update, [batches[0].x, batches[0].y]);
    batches.forEach(({ x, y }, i) => {
      eager.optimizer.begin();
      const loss = eager.update(x, y).item();
      if (i > 0) replayed.optimizer.begin();
      expect(program.run(x, y)).toBe(loss);
      expect(replayed.state()).toEqual(eager.state());
    });
  });

  it("draws another mask each time", () => {
    const generator = new Generator(1);
    const dropout = new Dropout(0.5, { generator });
    const ones = tensor(new Float32Array(64).fill(1));
    const masks: (readonly number[])[] = [];
    const program = new Program(
      (x) => {
        const y = dropout.forward(x);
        seen.set(y);
        return y.sum();
      },
      [ones],
    );
    for (let i = 0; i < 2; i++) {
      program.run(ones);
      masks.push([...seen.toTypedArray()]);
    }
    const again = new Generator(1);
    const expected = [0, 1].map(() => [
      ...new Dropout(0.5, { generator: again }).forward(ones).toTypedArray(),
    ]);
    expect(masks).toEqual(expected);
    expect(masks[0]).not.toEqual(masks[1]);
  });

  it("has no constant that changes from step to step", () => {
    const { optimizer, update } = setUp();
    const programs = batches.slice(0, 2).map(({ x, y }) => {
      optimizer.begin();
      return new Program(update, [x, y]);
    });
    expect(programs[0].constants.length).toBeGreaterThan(10);
    expect(programs[1].constants).toEqual(programs[0].constants);
  });
});

const seen = new Variable(tensor(new Float32Array(64)), { trainable: false });
