import { Gradients, tensor, Variable } from "@gradiente/core";
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  clipByGlobalNorm,
  Lion,
  Momentum,
  NAdam,
  Nesterov,
  type Optimizer,
  type OptimizerOptions,
  type ParametersOrGroups,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
} from "@gradiente/optim";
import { describe, expect, it } from "vitest";
import { found, relativeError } from "../../../tooling/agreement.ts";
import golden from "./golden/optimizers.json" with { type: "json" };

const load = ({ shape, data }: { shape: number[]; data: number[] }) =>
  tensor(Float64Array.from(data), { shape });

const kinds = { Adadelta, Adagrad, Adam, Adamax, AdamW, Lion, Momentum, NAdam, Nesterov, RAdam, RMSprop, Rprop, SGD }; // biome-ignore format: one line

type Maker = new (parameters: ParametersOrGroups<object>, options: OptimizerOptions) => Optimizer;

/** PyTorch's SGD with momentum is our Momentum, with nesterov our Nesterov. */
function kindOf(optimizer: string, { momentum, nesterov }: { momentum?: number; nesterov?: boolean }) {
  if (optimizer !== "SGD" || momentum === 0) return optimizer as keyof typeof kinds;
  return nesterov === true ? "Nesterov" : "Momentum";
}

/** The options of our class: those of a class that does not have them are 0 or false there. */
function optionsFor(kind: string, { nesterov, momentum, ...options }: Record<string, unknown>) {
  return kind === "SGD" || momentum === undefined ? options : { momentum, ...options };
}

describe("20 steps agree with PyTorch (golden/optimizers.py)", () => {
  const x = load(golden.problem.x);
  const y = load(golden.problem.y);
  for (const { name, optimizer: theirKind, theirs, options, groups, schedule, steps } of golden.cases) {
    it(name, () => {
      const w = new Variable(load(golden.problem.w));
      const b = new Variable(load(golden.problem.b));
      const kind = kindOf(theirKind, options);
      const learningRate =
        schedule === null ? options.learningRate : (t: number) => schedule.base / (1 + schedule.decay * t);
      const one = (path: string, variable: Variable) => new Map([[path, variable]]);
      const parameters =
        groups === null
          ? new Map([...one("w", w), ...one("b", b)])
          : [{ parameters: one("w", w), ...groups[0] }, { parameters: one("b", b), ...groups[1] }]; // biome-ignore format: one line
      const optimizer = new (kinds[kind] as Maker)(parameters, {
        ...optionsFor(kind, options),
        learningRate,
      });
      expect(steps.length).toBe(20);
      let worst = 0;
      for (const step of steps) {
        expect(Math.abs(optimizer.learningRate - step.learningRate)).toBeLessThan(1e-15);
        const loss = x.matmul(w).add(b).tanh().sub(y).square().mean();
        const wanted = [step.loss, ...step.w, ...step.b];
        const before = loss.item();
        optimizer.step(loss.backward());
        const actual = [before, ...w.toTypedArray(), ...b.toTypedArray()];
        expectRelative(actual, wanted);
        worst = Math.max(worst, ...wanted.map((value, i) => relativeError(actual[i], value)));
      }
      expect(optimizer.stepCount).toBe(20);
      found(kind, theirs, worst);
    });
  }

  it("clipping by the global norm", () => {
    const { gradients, results } = golden.clipGradNorm;
    const variables = gradients.map((gradient) => new Variable(load(gradient).mul(0)));
    for (const { maxNorm, totalNorm, clipped } of results) {
      const dot = variables.map((v, i) => v.mul(load(gradients[i])).sum()).reduce((a, b) => a.add(b));
      const { gradients: ours, norm } = clipByGlobalNorm(dot.backward(), maxNorm);
      expectRelative([norm.item()], [totalNorm]);
      expect(ours).toBeInstanceOf(Gradients);
      variables.forEach((v, i) => {
        expectRelative(ours.get(v).toTypedArray(), clipped[i].data);
      });
    }
  });
});

function expectRelative(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value), `element ${i}: ${actual[i]} for ${value}`).toBeLessThanOrEqual(
      1e-10 * Math.abs(value),
    );
  });
}
