import { noGrad, randn, seed, type Tensor, tensor } from "@gradiente/core";
import { Dense, ReLU, Sequential, type StateDict } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { type Callback, fit, predict, type TrainingState } from "@gradiente/train";
import { expect, test } from "vitest";
import { weights } from "./fixtures.ts";

/* A generative adversarial network (Goodfellow et al., 2014) is a step with two optimisers. */

/** -log sigmoid(x): the loss of a score that should be large. */
const shouldBeLarge = (score: Tensor) => score.neg().softplus().mean();

const under = (name: string, state: StateDict) => [...state].map(([path, x]) => [name + path, x] as const);

const part = (name: string, state: StateDict) =>
  new Map([...state].flatMap(([path, x]) => (path.startsWith(name) ? [[path.slice(name.length), x]] : [])));

function networks() {
  seed(1);
  const layers = (inputs: number, outputs: number) =>
    new Sequential(new Dense(inputs, 24), new ReLU(), new Dense(24, outputs));
  const [generator, critic] = [layers(2, 2), layers(2, 1)];
  const rates = { learningRate: 0.005, beta1: 0.5 };
  const optimizer = new Adam(generator.parameters(), rates);
  const points = randn([256, 2])
    .mul(tensor([0.5, 0.2]))
    .add(tensor([2, -1]));
  return { points, generator, critic, optimizer, criticOptimizer: new Adam(critic.parameters(), rates) };
}

async function train(nets: ReturnType<typeof networks>, epochs: number, resume?: TrainingState) {
  const { points, generator, critic, optimizer, criticOptimizer } = nets;
  const states: TrainingState[] = [];
  // What fit does not know of is saved by a callback with a name.
  const saved: Callback = {
    name: "critic",
    stateDict: () =>
      new Map([...under("model/", critic.stateDict()), ...under("optimizer/", criticOptimizer.stateDict())]),
    loadStateDict: (state) => {
      critic.loadStateDict(part("model/", state));
      criticOptimizer.loadStateDict(part("optimizer/", state));
    },
    onSave: (run) => void states.push(run.snapshot()),
  };
  const history = await fit(generator, {
    data: { x: points, y: points },
    step: (model, { x }) => {
      const noise = randn([x.shape[0], 2]);
      if (model.training) {
        const made = noGrad(() => model.forward(noise));
        const loss = shouldBeLarge(critic.forward(x)).add(shouldBeLarge(critic.forward(made).neg()));
        criticOptimizer.step(loss.backward());
      }
      return { loss: shouldBeLarge(critic.forward(model.forward(noise))) };
    },
    optimizer,
    // The loss of the generator goes through the critic, which has an optimiser of its own.
    alsoTrained: [...critic.parameters().values()],
    callbacks: [saved],
    epochs,
    batchSize: 64,
    seed: 0,
    resume,
  });
  return { history, states };
}

test("a GAN is a step with two optimisers, and goes on to the bit", async () => {
  const nets = networks();
  const { states } = await train(nets, 60);
  const made = predict(nets.generator, randn([1000, 2]));
  expect(made.mean(0).toArray()).toEqual([expect.closeTo(2, 0), expect.closeTo(-1, 0)]);

  const again = networks();
  const { history } = await train(again, 60, states[29]);
  expect(history.length).toBe(60);
  expect(weights(again.generator)).toEqual(weights(nets.generator));
  expect(weights(again.critic)).toEqual(weights(nets.critic));
});
