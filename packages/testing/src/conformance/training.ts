import { noGrad, type Tensor, tensor, Variable } from "@gradiente/core";
import type { Backend } from "@gradiente/core/backend";
import type { KernelCheck } from "./check.ts";

/* A few steps of training, by way of ops. */

const wave = (size: number, step: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(step * i + 1));

/** What the loss was at each step, and the weights after the last. */
function trained(place: (x: Tensor) => Tensor): readonly Tensor[] {
  const x = place(tensor(wave(32, 0.7), { shape: [8, 4] }));
  const targets = place(tensor(wave(24, 1.3), { shape: [8, 3] })).softmax(-1);
  const weights = [
    place(tensor(wave(20, 0.9), { shape: [4, 5] })),
    place(tensor(wave(15, 1.9), { shape: [5, 3] })),
  ].map((value) => new Variable(value));
  const losses: Tensor[] = [];
  for (let step = 0; step < 5; step++) {
    const logits = x.matmul(weights[0]).relu().matmul(weights[1]);
    const loss = logits.logSoftmax(-1).mul(targets).sum(-1).mean().neg();
    const gradients = loss.backward();
    noGrad(() => {
      for (const weight of weights) weight.set(weight.sub(gradients.get(weight).mul(0.1)));
    });
    losses.push(loss);
  }
  return [...losses, ...weights.map(({ value }) => value)];
}

const steps: KernelCheck = {
  name: "a net learns what it learns in plain loops",
  run: async (backend: Backend) => {
    const name = backend.name as "reference";
    const found = trained((x) => x.to(name));
    const plain = trained((x) => x.to("reference"));
    for (const [i, y] of found.entries()) {
      if (y.to(name) !== y) throw new Error(`result ${i} is on another backend than '${name}'`);
      const [values, wanted] = [await y.read(), await plain[i].read()];
      wanted.forEach((value, at) => {
        if (!(Math.abs(values[at] - value) <= 1e-5)) {
          throw new Error(
            `result ${i} of training: ${values[at]} at ${at}, where the plain loops have ${value}`,
          );
        }
      });
    }
  },
};

export const training: readonly KernelCheck[] = [steps];
