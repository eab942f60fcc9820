import type { View } from "../backend.ts";
import type { TypedArray } from "../dtype.ts";

/*
 * What standardising means, in plain loops in float64. Elements lie as `[outer, groups, inner]`, dense; means are taken
 * over outer and inner. A weight and a bias have a number for each group, or for each place in `inner`, outer being 1.
 */

/** How the elements lie, and what is done. */
export interface StandardizeParameters {
  readonly outer: number;
  readonly groups: number;
  readonly inner: number;
  /** Whether weight and bias have a number for each place in `inner`, instead of for each group. */
  readonly each: boolean;
  /** Is added to the mean square. */
  readonly epsilon: number;
  /** Whether the mean is taken away. */
  readonly centred: boolean;
  readonly hasWeight: boolean;
  readonly hasBias: boolean;
}

type Views = readonly View<TypedArray>[];

/** x, and weight and bias if there are any, to y, and the mean, the mean square and the scale of each group. */
export function standardize(inputs: Views, outputs: Views, parameters: StandardizeParameters): void {
  const { outer, groups, inner, each, epsilon, centred, hasWeight, hasBias } = parameters;
  const [x, weight, bias] = [
    inputs[0],
    hasWeight ? inputs[1] : null,
    hasBias ? inputs[hasWeight ? 2 : 1] : null,
  ];
  const [y, means, squares, scales] = outputs;
  const count = outer * inner;
  for (let group = 0; group < groups; group++) {
    let mean = 0;
    if (centred) {
      for (let n = 0; n < count; n++) mean += at(x, placeOf(n, group, parameters));
      mean /= count;
    }
    let square = 0;
    for (let n = 0; n < count; n++) square += (at(x, placeOf(n, group, parameters)) - mean) ** 2;
    square /= count;
    const scale = 1 / Math.sqrt(square + epsilon);
    put(means, group, mean);
    put(squares, group, square);
    put(scales, group, scale);
    for (let n = 0; n < count; n++) {
      const place = placeOf(n, group, parameters);
      const own = each ? n : group;
      const standard = (at(x, place) - mean) * scale;
      put(y, place, standard * (weight === null ? 1 : at(weight, own)) + (bias === null ? 0 : at(bias, own)));
    }
  }
}

/** x, the gradient by y, means, scales, and the weight if there is one, to the gradients by x, weight and bias. */
export function standardizeBack(inputs: Views, outputs: Views, parameters: StandardizeParameters): void {
  const { outer, groups, inner, each, centred, hasWeight } = parameters;
  const [x, dy, means, scales] = inputs;
  const weight = hasWeight ? inputs[4] : null;
  const [dx, byWeight, byBias] = outputs;
  const count = outer * inner;
  const places = each ? inner : groups;
  const [products, totals] = [new Float64Array(places), new Float64Array(places)];
  for (let group = 0; group < groups; group++) {
    const [mean, scale] = [at(means, group), at(scales, group)];
    let [total, product] = [0, 0];
    for (let n = 0; n < count; n++) {
      const place = placeOf(n, group, parameters);
      const own = each ? n : group;
      const standard = (at(x, place) - mean) * scale;
      const given = at(dy, place);
      products[own] += given * standard;
      totals[own] += given;
      const weighted = weight === null ? given : given * at(weight, own);
      total += weighted;
      product += weighted * standard;
    }
    for (let n = 0; n < count; n++) {
      const place = placeOf(n, group, parameters);
      const weighted = weight === null ? at(dy, place) : at(dy, place) * at(weight, each ? n : group);
      const standard = (at(x, place) - mean) * scale;
      put(dx, place, (weighted - (centred ? total / count : 0) - (standard * product) / count) * scale);
    }
  }
  byWeight.buffer.set(products, byWeight.layout.offset);
  byBias.buffer.set(totals, byBias.layout.offset);
}

/** The place of the n-th element of a group. */
function placeOf(n: number, group: number, { groups, inner }: StandardizeParameters): number {
  const outer = Math.floor(n / inner);
  return (outer * groups + group) * inner + (n - outer * inner);
}

function at({ buffer, layout }: View<TypedArray>, place: number): number {
  return buffer[layout.offset + place];
}

function put({ buffer, layout }: View<TypedArray>, place: number, value: number): void {
  buffer[layout.offset + place] = value;
}
