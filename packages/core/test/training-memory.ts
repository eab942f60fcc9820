import { randn, seed, Variable } from "@gradiente/core";

/* Trains 32-64-10 for 10,000 steps without ever giving way, and prints the resident memory in MB on the way. */

seed(0);
const x = randn([64, 32]);
const target = randn([64, 10]);
const weights = [randn([32, 64]).mul(0.1), randn([64, 10]).mul(0.1)].map((value) => new Variable(value));

const resident = () => process.memoryUsage.rss() / 2 ** 20;
let after1000 = 0;
let worst = 0;
for (let step = 1; step <= 10_000; step++) {
  const loss = x.matmul(weights[0]).tanh().matmul(weights[1]).sub(target).square().mean();
  const gradients = loss.backward();
  for (const weight of weights) weight.set(weight.value.detach().sub(gradients.get(weight).mul(0.01)));
  if (step === 1000) after1000 = resident();
  if (step > 1000 && step % 100 === 0) worst = Math.max(worst, resident());
}
console.log(JSON.stringify({ after1000, after10000: resident(), worst }));
