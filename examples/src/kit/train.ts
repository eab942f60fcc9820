import type { Module } from "@gradiente/nn";
import { type FitOptions, fit, type History } from "@gradiente/train";
import { ProgressBar } from "@gradiente/train/node";
import type { Context } from "./experiment.ts";

type Given<Model extends Module, Name extends string> = Omit<
  FitOptions<Model, Name>,
  "epochs" | "seed" | "signal"
> & {
  readonly epochs?: number;
};

/** The largest number of lines about epochs that a training prints. */
const LINES = 10;

/**
 * Trains with the epochs, the seed and the signal of the experiment, and with a progress bar.
 *
 * @throws the reason of the signal, if it aborts before an epoch has ended: then there is nothing to measure or draw.
 */
export async function trainIn<Model extends Module, Name extends string = never>(
  context: Context,
  model: Model,
  options: Given<Model, Name>,
): Promise<History<Name>> {
  const { epochs: usual, seed, signal, progress } = context;
  const { epochs = usual, callbacks = [] } = options;
  const bar = progress ? [new ProgressBar({ every: Math.ceil(epochs / LINES) })] : [];
  const all = { seed, signal, ...options, epochs, callbacks: [...callbacks, ...bar] };
  const history = await fit<Model, Name>(model, all as unknown as FitOptions<Model, Name>);
  if (history.length === 0) signal.throwIfAborted();
  return history;
}
