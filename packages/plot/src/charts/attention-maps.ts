import { formatShape, ShapeError } from "@gradiente/core";
import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Figure } from "../figure.ts";
import { extent, isValues, sameLength, type Values } from "../input/data.ts";
import { aText, someColumns, someTexts } from "../input/options.ts";
import { colourBar } from "../parts/legend.ts";
import { figureOf, frame, panel } from "../parts/panel.ts";
import { colourOf, colours, rgbOf } from "../parts/style.ts";
import { imageMark } from "../parts/surface.ts";
import { say } from "../parts/words.ts";
import { picture } from "../render/image.ts";

/** Options of {@link attentionMaps}. */
export interface AttentionMapsOptions {
  /** The title above the figure. Default: none. */
  readonly title?: string;
  /** The names of the queries, from the top. Default: numbers from 0. */
  readonly queryLabels?: readonly string[];
  /** The names of the keys, from the left. Default: those of the queries if there are as many, else numbers from 0. */
  readonly keyLabels?: readonly string[];
  /** The number of heads in a row. Default: at most 4. */
  readonly columns?: number;
}

const name = "attentionMaps";

const ATTENTION = declareOptions<AttentionMapsOptions>({
  title: aText,
  queryLabels: someTexts,
  keyLabels: someTexts,
  columns: someColumns,
});

const someWeights = check<Values>("a tensor of weights", isValues);

/**
 * Draws the weights of an attention, a panel for each head, with a row for each query and a column for each key. All heads
 * have one scale, from 0 to the largest weight. Weights that are not finite are grey.
 *
 * @param weights - Weights `[heads, queries, keys]` or `[queries, keys]` of one sample, as a `MultiHeadAttention` of nn
 * gives them.
 * @throws ShapeError for other shapes, or if labels do not fit.
 * @throws RangeError if no weight is finite.
 * @example
 * ```ts
 * import { rand } from "@gradiente/core";
 * import { attentionMaps } from "@gradiente/plot";
 *
 * attentionMaps(rand([2, 3, 3]).softmax(), { queryLabels: ["the", "cat", "sat"] }).toSVG();
 * ```
 */
export function attentionMaps(weights: Values, options?: AttentionMapsOptions): Figure {
  const given = optionsOf(name, options, ATTENTION);
  checkArgument(name, "the weights", weights, someWeights);
  const { shape } = weights;
  if ((shape.length !== 2 && shape.length !== 3) || shape.includes(0)) {
    throw new ShapeError(
      `${name}: weights are [heads, queries, keys] or [queries, keys] of one sample, not ${formatShape(shape)}; take one sample, as in weights.slice([0])`,
    );
  }
  const [queries, keys] = shape.slice(-2);
  const { title, queryLabels, keyLabels = queries === keys ? queryLabels : undefined } = given;
  if (queryLabels !== undefined) sameLength(name, { queries: { length: queries }, queryLabels });
  if (keyLabels !== undefined) sameLength(name, { keys: { length: keys }, keyLabels });
  const values = Array.from(weights.toTypedArray());
  const highest = extent(name, values)[1] || 1;
  const heads = shape.length === 2 ? 1 : shape[0];
  const cell = Math.max(6, Math.min(28, Math.floor(180 / Math.max(queries, keys))));
  const [width, height] = [cell * keys, cell * queries];
  const colour = colourOf("blues");
  const missing = rgbOf(colours.missing);
  const panels = Array.from({ length: heads }, (_, head) => {
    const at = (x: number, y: number) => values[(head * queries + y) * keys + x];
    const image = picture(keys, queries, (x, y) =>
      Number.isFinite(at(x, y)) ? colour(Math.min(1, Math.max(0, at(x, y) / highest))) : missing,
    );
    return panel({
      ...(heads === 1 ? {} : { title: say("head {}", head) }),
      width,
      height,
      x: axisOf(say("key"), keys, keyLabels),
      y: axisOf(say("query"), queries, queryLabels),
      marks: [imageMark(image, { x: 0, y: 0, width, height }, false), frame(width, height)],
    });
  });
  return figureOf({
    title,
    panels,
    columns: given.columns ?? Math.min(4, heads),
    ...colourBar("blues", [0, highest], {
      title: say("weight"),
      length: Math.max(60, Math.min(160, height)),
    }),
  });
}

function axisOf(label: string, count: number, names: readonly string[] | undefined) {
  const numbers = Array.from({ length: count }, (_, i) => String(i));
  return { label, names: names ?? numbers, every: names === undefined };
}
