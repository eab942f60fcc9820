import { type Tensor, tensor, Variable, zeros } from "@gradiente/core";
import { loadSnapshot, STEP } from "../state.ts";
import { Curvature } from "./curvature.ts";
import type { FlatParameters } from "./flat-parameters.ts";

/** What an iteration of LBFGS needs of the ones before it. */
export interface Progress {
  readonly iterations: number;
  readonly evaluations: number;
  readonly curvature: Curvature;
  /** The last move, and the gradient before it. */
  readonly move: Tensor;
  readonly gradient: Tensor;
}

const constant = (value: Tensor) => new Variable(value, { trainable: false });

/** What is saved of some progress, but for the number of steps. */
export function savedProgress(flat: FlatParameters, progress: Progress | null): Map<string, Variable> {
  const saved = new Map<string, Variable>();
  const number = (path: string, value: number) => {
    saved.set(path, constant(tensor(value, { dtype: "float64" })));
  };
  const pairs = progress?.curvature.pairs ?? [];
  number("iterations", progress?.iterations ?? 0);
  number("evaluations", progress?.evaluations ?? 0);
  number("pairs", pairs.length);
  number("scale", progress?.curvature.scale ?? 1);
  if (progress === null) return saved;
  const vector = (name: string, value: Tensor) => {
    for (const [path, part] of flat.split(value)) saved.set(`${path}.${name}`, constant(part));
  };
  vector("move", progress.move);
  vector("gradient", progress.gradient);
  pairs.forEach(({ step, change }, i) => {
    vector(`step.${i}`, step);
    vector(`change.${i}`, change);
  });
  return saved;
}

/**
 * Reads a snapshot, and sets the number of steps.
 *
 * @throws OptimizerStateError if it does not fit; then nothing is set.
 */
export function loadedProgress(
  flat: FlatParameters,
  historySize: number,
  count: Variable,
  state: ReadonlyMap<string, Tensor>,
): Progress | null {
  const pairs = Math.min(Math.max(Math.trunc(numberIn(state, "pairs")), 0), historySize);
  const isBegun = numberIn(state, "iterations") > 0;
  const nothing = zeros([flat.size], { dtype: flat.dtype });
  const blank = Array.from({ length: pairs }, () => ({ step: nothing, change: nothing }));
  const curvature = Curvature.of(blank, 1);
  const template = { iterations: 0, evaluations: 0, move: nothing, gradient: nothing, curvature };
  const variables = savedProgress(flat, isBegun ? template : null);
  loadSnapshot("optimiser", new Map([[STEP, count], ...variables]), state);
  if (!isBegun) return null;
  const numberAt = (name: string) => (variables.get(name) as Variable).item();
  const vectorAt = (name: string) =>
    flat.join(flat.paths.map((path) => (variables.get(`${path}.${name}`) as Variable).value));
  const known = blank.map((_, i) => ({ step: vectorAt(`step.${i}`), change: vectorAt(`change.${i}`) }));
  return {
    iterations: numberAt("iterations"),
    evaluations: numberAt("evaluations"),
    move: vectorAt("move"),
    gradient: vectorAt("gradient"),
    curvature: Curvature.of(known, numberAt("scale")),
  };
}

/** A number of a state that may be anything; 0 if it is not there. */
function numberIn(state: ReadonlyMap<string, Tensor>, name: string): number {
  const value = state instanceof Map ? (state.get(name) as Partial<Tensor> | undefined) : undefined;
  const number = value?.size === 1 ? value.item?.() : 0;
  return Number.isFinite(number) ? (number as number) : 0;
}
