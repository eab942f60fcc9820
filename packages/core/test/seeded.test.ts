import {
  bernoulli,
  beta,
  categorical,
  exponential,
  gamma,
  gumbelSoftmax,
  normal,
  permutation,
  poisson,
  rand,
  randint,
  randn,
  seed,
  type Tensor,
  tensor,
  truncatedNormal,
  uniform,
} from "@gradiente/core";
import { expect, it } from "vitest";

/*
 * What is drawn after seed(7), as it was on 2026-11-30 (Node 20 and 24): a program gives the same numbers with later versions.
 * The last number is what rand draws next: it tells how many were drawn.
 */

it.each<[string, () => Tensor, readonly number[], number]>([
  ["rand", () => rand([3]), [0.954597,0.750152,0.114177], 0.182693],
  ["randn", () => randn([3]), [1.69116,0.674969,-1.20461], 0.182693],
  ["uniform of a range", () => uniform([3], { low: -2, high: 5 }), [4.68218,3.25107,-1.20076], 0.182693],
  ["normal of a mean", () => normal([3], { mean: 10, standardDeviation: 0.5 }), [10.8456,10.3375,9.3977], 0.182693],
  ["bernoulli", () => bernoulli([8], 0.3), [0,0,1,1,0,0,1,0], 0.182693],
  ["permutation", () => permutation(6), [2,3,1,5,0,4], 0.182693],
  ["randint", () => randint([6], { low: -3, high: 4 }), [3,-3,-1,-2,-3,2], 0.182693],
  ["categorical", () => categorical(tensor([0, 1, 2]), { count: 6 }), [2,1,2,1,0,2], 0.182693],
  ["exponential", () => exponential([3], { rate: 2 }), [1.54609,0.0606193,0.261247], 0.182693],
  ["gamma below 1", () => gamma([3], 0.4), [1.48399,0.000705387,0.0420484], 0.542467],
  ["gamma above 1", () => gamma([3], 3.5), [7.23012,1.47036,2.76602], 0.542467],
  ["beta", () => beta([3], 0.5, 2), [0.510134,0.000682932,0.0145943], 0.786701],
  ["poisson of a small rate", () => poisson([6], 3), [6,1,2,1,0,4], 0.182693],
  ["poisson of a large rate", () => poisson([6], 50), [67,46,48,42,49,71], 0.786701],
  ["poisson of both", () => poisson([4], tensor([0, 2, 60, 1000])), [0,0,54,991], 0.0481781],
  ["truncatedNormal", () => truncatedNormal([3]), [1.69116,-1.20461,-0.235371], 0.182693],
  ["gumbelSoftmax", () => gumbelSoftmax(tensor([0, 1, 2])), [0.0087674,0.60784,0.383392], 0.182693],
])("%s", (_name, draw, values, next) => {
  seed(7);
  const drawn = [...draw().toTypedArray(), rand([]).item()];
  expect(drawn.map((value) => Number(value.toPrecision(6)))).toEqual([...values, next]);
}); // biome-ignore format: one row a function
