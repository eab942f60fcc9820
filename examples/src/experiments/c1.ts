import { tensor, Variable } from "@gradiente/core";
import { SGD } from "@gradiente/optim";
import { line, lossSurface, scatterChart } from "@gradiente/plot";
import { checkInterrupt } from "../kit/check-interrupt.ts";
import type { Experiment } from "../kit/experiment.ts";

/** Temperature in °C and ice creams sold, both divided by 10. */
const TEMPERATURE = [25, 26, 27, 28, 29, 29.5, 30.5, 31, 32, 33.5, 34, 36.5, 37, 37.5, 39, 40].map(
  (t) => t / 10,
);
const SOLD = [10, 18, 12, 20, 18, 20, 22, 30, 32, 30, 35, 36, 40, 38, 37, 41].map((n) => n / 10);
const LEARNING_RATE = 0.01;
/** The number of epochs in the earlier project. */
const EARLY = 1500;

/** The best weight and bias, from the normal equations. */
function leastSquares(x: readonly number[], y: readonly number[]): { weight: number; bias: number } {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, i) => (value - meanX) * (y[i] - meanY)));
  const weight = covariance / mean(x.map((value) => (value - meanX) ** 2));
  return { weight, bias: meanY - weight * meanX };
}

export const c1: Experiment = {
  id: "c1",
  title: "Linear regression by gradient descent",
  data: "16 pairs (embedded)",
  reference: "SSE 1.5533527",
  measures: {
    early: { label: "SSE after 1500 epochs", digits: 7 },
    error: { label: "SSE at the end", digits: 7 },
    optimum: { label: "SSE at the least-squares optimum, in closed form", digits: 7 },
    excess: { label: "how far the end is above the optimum", target: { atMost: 5e-5 }, digits: 7 },
  },
  epochs: { full: 3000, quick: 3000 },
  illustration: "loss-surface",
  async run({ epochs, signal, log }) {
    const x = tensor(TEMPERATURE, { dtype: "float64" });
    const y = tensor(SOLD, { dtype: "float64" });
    const weight = new Variable(tensor(0, { dtype: "float64" }));
    const bias = new Variable(tensor(0, { dtype: "float64" }));
    const errorOf = (w: Variable | number, b: Variable | number) => x.mul(w).add(b).sub(y).square().sum();
    const optimizer = new SGD(new Map([["weight", weight], ["bias", bias]]), { learningRate: LEARNING_RATE }); // biome-ignore format: a map
    const path = [[weight.item(), bias.item()]];
    const errors: number[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      await checkInterrupt(signal);
      const error = errorOf(weight, bias);
      optimizer.step(error.div(2).backward());
      errors.push(error.item());
      path.push([weight.item(), bias.item()]);
    }
    const best = leastSquares(TEMPERATURE, SOLD);
    const error = errorOf(weight, bias).item();
    const optimum = errorOf(best.weight, best.bias).item();
    log(`descent: ${weight.item().toFixed(6)} x + ${bias.item().toFixed(6)}`);
    log(`optimum: ${best.weight.toFixed(6)} x + ${best.bias.toFixed(6)}`);
    const ends = [Math.min(...TEMPERATURE), Math.max(...TEMPERATURE)];
    const at = (parameters: { weight: number; bias: number }) => ({
      x: ends.map((t) => 10 * t),
      y: ends.map((t) => 10 * (parameters.weight * t + parameters.bias)),
    });
    const found = { weight: weight.item(), bias: bias.item() };
    return {
      measured: { early: errors[EARLY] ?? null, error, optimum, excess: error - optimum },
      figures: {
        "loss-surface": {
          figure: lossSurface((w, b) => errorOf(w, b).item(), {
            title: "The sum of squared errors over weight and bias",
            xRange: [-1, 3],
            yRange: [-5, 2],
            xLabel: "weight",
            yLabel: "bias",
            valueLabel: "SSE",
            path,
            minimum: [best.weight, best.bias],
            logScale: true,
            resolution: 60,
          }),
          see: "The descent leaps to and fro across the valley, each time less far, and then creeps along it to the cross: the least-squares optimum.",
        },
        fit: {
          figure: scatterChart(
            { x: TEMPERATURE.map((t) => 10 * t), y: SOLD.map((n) => 10 * n) },
            {
              title: "Ice creams sold by temperature",
              lines: { descent: at(found), "least squares": at(best) },
              xLabel: "temperature (°C)",
              yLabel: "ice creams sold",
            },
          ),
          see: "The line that the descent found lies on that of the closed form.",
        },
        loss: {
          figure: line(
            { "sum of squared errors": errors },
            { title: "The descent", xLabel: "epoch", yLogScale: true },
          ),
          see: "Nearly all of the error is gone in the first epochs; the rest of the way is flat.",
        },
      },
      notes: [
        "The reference is the least-squares optimum itself. From zero, 1500 epochs end a little above it: along the flat direction of the loss (curvature 0.29) each epoch removes 0.3 % of the distance. 3000 epochs reach it to seven digits.",
      ],
    };
  },
};
