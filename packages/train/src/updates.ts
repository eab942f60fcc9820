import {
  defaultGenerator,
  formatShape,
  Gradients,
  noGrad,
  type Tensor,
  type Variable,
} from "@gradiente/core";
import { declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import type { AnyModule } from "@gradiente/nn";
import { ClosureOptimizer, clipByGlobalNorm } from "@gradiente/optim";
import { type AnyBatch, samplesIn } from "./batches.ts";
import { type AnyStep, checkLoss, type Outcome } from "./objective.ts";
import type { AnyTrainingOptions } from "./training-options.ts";

/** How gradients are limited: one of these. */
export interface ClipOptions {
  /**
   * The largest global norm: the norm of the gradients of all parameters of the optimiser, as one long vector. Larger ones
   * are scaled down to it, as by `clipByGlobalNorm` of @gradiente/optim.
   */
  readonly globalNorm?: number;
  /** The largest absolute value of each element. Larger ones become it. A NaN stays NaN. */
  readonly value?: number;
}

const aLimit = numeric("a number above 0", (value) => value > 0);

const CLIP = declareOptions<ClipOptions>({ globalNorm: aLimit, value: aLimit });

/** @throws TypeError or RangeError unless these are options to clip with: exactly one. */
export function checkClip(clip: ClipOptions): void {
  const { globalNorm, value } = optionsOf("fit: clip", clip, CLIP);
  if ((globalNorm === undefined) === (value === undefined)) {
    throw new TypeError("fit: clip must be either { globalNorm: ... } or { value: ... }");
  }
}

/** The batches since the last update. */
interface Group {
  readonly batches: AnyBatch[];
  samples: number;
  /** The sum over samples of their gradients; of a single batch, its gradients as they are. */
  gradients: Gradients;
}

/** What is done with a batch from the forward pass to the new weights. */
export class Updates {
  readonly #model: AnyModule;
  readonly #step: AnyStep;
  readonly #options: AnyTrainingOptions;
  readonly #own: ReadonlySet<Variable>;
  #group: Group | undefined;
  #areCompared = false;

  constructor(model: AnyModule, step: AnyStep, options: AnyTrainingOptions) {
    this.#model = model;
    this.#step = step;
    this.#options = options;
    this.#own = new Set(options.optimizer.parameters.values());
  }

  /** Computes the loss of a batch and its gradients. */
  backward(batch: AnyBatch): Outcome & { readonly gradients: Gradients } {
    // Set for each batch: between batches, other tasks of the program may have evaluated the model.
    this.#model.train();
    const { loss, prediction } = this.#step(this.#model, batch);
    checkLoss("fit", loss);
    const gradients = loss.backward();
    this.#compare(gradients);
    return { loss, prediction, gradients };
  }

  /** Takes the gradients of a batch, and updates the model if they are the last of their group. */
  add(batch: AnyBatch, samples: number, gradients: Gradients): void {
    const group = this.#group;
    if (group === undefined) {
      this.#group = { batches: [batch], samples, gradients };
    } else {
      // The first gradients are weighted only if there are others.
      const sum = group.batches.length === 1 ? group.gradients.scale(group.samples) : group.gradients;
      group.gradients = noGrad(() => sum.add(gradients.scale(samples)));
      group.samples += samples;
      group.batches.push(batch);
    }
    if ((this.#group as Group).batches.length === (this.#options.accumulate ?? 1)) this.finish();
  }

  /** Updates the model by what has come since the last update, if there is something. */
  finish(): void {
    const group = this.#group;
    if (group === undefined) return;
    this.#group = undefined;
    const { optimizer } = this.#options;
    if (optimizer instanceof ClosureOptimizer) optimizer.step(this.#closure(group));
    else optimizer.step(this.#changed(meanOf(group)));
    this.#options.ema?.update();
  }

  /** The loss of all batches of an update as a function, which draws the same random numbers each time. */
  #closure({ batches, samples }: Group): () => Tensor {
    const random = defaultGenerator().state;
    const before = random.value;
    return () => {
      random.set(before);
      const losses = batches.map((batch) => {
        const { loss } = this.#step(this.#model, batch);
        return batches.length === 1 ? loss : loss.mul(samplesIn("fit", batch) / samples);
      });
      return losses.reduce((sum, loss) => sum.add(loss));
    };
  }

  /** The gradients that the optimiser gets. */
  #changed(gradients: Gradients): Gradients {
    const { transformGradients, clip } = this.#options;
    const given = transformGradients === undefined ? gradients : transformGradients(gradients);
    if (clip === undefined) return given;
    const { globalNorm, value: limit } = clip;
    if (limit !== undefined) return given.map((gradient) => gradient.maximum(-limit).minimum(limit));
    // The norm is that of what is updated.
    const own = given.entries().filter(([variable]) => this.#own.has(variable));
    return clipByGlobalNorm(Gradients.from(new Map(own)), globalNorm as number).gradients;
  }

  /** At the first batch: whether all that could be trained is. @throws TypeError otherwise. */
  #compare(gradients: Gradients): void {
    if (this.#areCompared) return;
    this.#areCompared = true;
    const known = new Set<Variable>([
      ...this.#own,
      ...this.#model.parameters().values(),
      ...(this.#options.alsoTrained ?? []),
    ]);
    const strange = gradients.entries().filter(([variable]) => !known.has(variable));
    if (strange.length === 0) return;
    const paths = new Map([...this.#model.variables()].map(([path, variable]) => [variable, path]));
    const names = strange.map(
      ([variable]) => paths.get(variable) ?? `one of shape ${formatShape(variable.shape)}`,
    );
    throw new TypeError(
      `fit: the loss depends on trainable Variables that would never be trained, for neither the optimiser nor ` +
        `model.parameters() has them: ${names.join(", ")}; a layer in a #private field is not found, and only a ` +
        "Parameter is trained: put it in a public field, or name the Variables in alsoTrained",
    );
  }
}

/** The gradients of the mean over all samples. */
function meanOf({ batches, samples, gradients }: Group): Gradients {
  if (batches.length === 1) return gradients;
  return noGrad(() => gradients.map((gradient) => gradient.div(samples)));
}
