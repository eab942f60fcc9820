import { formatShape, ShapeError } from "@gradiente/core";
import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Figure } from "../figure.ts";
import { isValues, type Values } from "../input/data.ts";
import { aColourScale } from "../input/options.ts";
import { say } from "../parts/words.ts";
import { gridOf, type ImageGridOptions, WEIGHTS } from "./image-grid.ts";

const someValues = check<Values>("a tensor of weights", isValues);

/** Options of {@link filters}. */
export type FiltersOptions = Omit<ImageGridOptions, "colours" | "range" | "legend" | "captions" | "correct">;

const FILTERS = declareOptions<FiltersOptions>(WEIGHTS);

/**
 * Draws the weights of a first layer as images on one colour scale, blue below zero and red above. The weights are those
 * of a convolution, `[out, in, height, width]`, with one row of outputs per input; or those of a dense layer on images,
 * `[out, height * width]`.
 *
 * @throws ShapeError for weights of other shapes.
 * @example
 * ```ts
 * import { Conv2d } from "@gradiente/nn";
 * import { filters } from "@gradiente/plot";
 *
 * filters(new Conv2d(1, 8, 5).weight).toSVG();
 * ```
 */
export function filters(weights: Values, options?: FiltersOptions): Figure {
  const given = optionsOf("filters", options, FILTERS);
  checkArgument("filters", "the weights", weights, someValues);
  const { shape } = weights;
  const grid = { imageWidth: 48, ...given, colours: "diverging", legend: true } as const;
  if (shape.length !== 4 || shape[1] === 1) return gridOf(weights, grid);
  const [out, inputs, height, width] = shape;
  const values = Array.from(weights.toTypedArray());
  const size = height * width;
  const rows = Array.from({ length: inputs }, (_, input): Values => {
    const row = Array.from({ length: out }, (_, o) =>
      values.slice((o * inputs + input) * size, (o * inputs + input + 1) * size),
    );
    return { shape: [out, height, width], toTypedArray: () => row.flat() };
  });
  return gridOf(rows, { rowLabels: rows.map((_, i) => say("input {}", i)), ...grid });
}

/** Options of {@link featureMaps}. */
export interface FeatureMapsOptions extends Omit<FiltersOptions, "imageShape"> {
  /** The colour scale. Default: "diverging" if there are values below zero, else "sequential". */
  readonly colours?: ImageGridOptions["colours"];
}

const { imageShape: _, ...MAPS } = WEIGHTS;

const FEATURE_MAPS = declareOptions<FeatureMapsOptions>({ ...MAPS, colours: aColourScale });

/**
 * Draws what a convolution computes, a picture for each channel on one colour scale: `[channels, height, width]`, or
 * `[n, channels, height, width]` with a row for each of n samples.
 *
 * @throws ShapeError for other shapes.
 * @throws RangeError if there is no finite value.
 * @example
 * ```ts
 * import { rand } from "@gradiente/core";
 * import { Conv2d } from "@gradiente/nn";
 * import { featureMaps } from "@gradiente/plot";
 *
 * featureMaps(new Conv2d(1, 8, 5).forward(rand([2, 1, 28, 28])).relu()).toSVG();
 * ```
 */
export function featureMaps(maps: Values, options?: FeatureMapsOptions): Figure {
  const given = optionsOf("featureMaps", options, FEATURE_MAPS);
  checkArgument("featureMaps", "the maps", maps, someValues);
  const { shape } = maps;
  if (shape.length !== 3 && shape.length !== 4) {
    throw new ShapeError(
      `featureMaps: maps are [channels, height, width] or [n, channels, height, width], not ${formatShape(shape)}`,
    );
  }
  const [channels, height, width] = shape.slice(-3);
  const values = Array.from(maps.toTypedArray());
  const isSigned = values.some((value) => value < 0);
  const grid = { colours: isSigned ? "diverging" : "sequential", legend: true, ...given } as const;
  const samples = shape.length === 3 ? 1 : shape[0];
  if (samples === 1) return gridOf({ shape: [channels, height, width], toTypedArray: () => values }, grid);
  const size = channels * height * width;
  const rows = Array.from({ length: samples }, (_, i): Values => {
    const row = values.slice(i * size, (i + 1) * size);
    return { shape: [channels, height, width], toTypedArray: () => row };
  });
  return gridOf(rows, grid);
}
