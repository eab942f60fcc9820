import { declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import type { Mark } from "vega";
import type { Figure } from "../figure.ts";
import {
  entriesOf,
  extent,
  isValues,
  type Named,
  toVector,
  type Values,
  type Vector,
} from "../input/data.ts";
import { aRange, aText, FIGURE } from "../input/options.ts";
import { type FigureOptions, figureOf, panel } from "../parts/panel.ts";
import { colourOf, colours, hex } from "../parts/style.ts";
import { say } from "../parts/words.ts";

/** Options of {@link weightHistograms}. */
export interface WeightHistogramsOptions extends FigureOptions {
  /** The number of intervals. Default: 40. */
  readonly bins?: number;
  /** The first and the last value that are counted. Default: those of all samples. */
  readonly range?: readonly [number, number];
  /** The label of the x axis. Default: "weight". */
  readonly xLabel?: string;
  /** The label of the y axis. Default: "epoch". */
  readonly yLabel?: string;
}

const name = "weightHistograms";

const HISTOGRAMS = declareOptions<WeightHistogramsOptions>({
  ...FIGURE,
  bins: whole(1, 1000),
  range: aRange,
  xLabel: aText,
  yLabel: aText,
});

/** How far a histogram may reach over the row above, in rows. */
const overlap = 1.6;

/**
 * Draws how a distribution changes, such as that of weights over the epochs: a histogram for each, the first at the top,
 * each over the one before it. All have one scale: their areas can be compared. Values that are not finite are left out,
 * and those outside `range` too.
 *
 * @param samples - Weights by epoch: a list, in which epochs count from 0; or by name. Tensors may have any shape.
 * @throws RangeError if there is nothing to draw, or a sample has no value in the range.
 * @example
 * ```ts
 * import { randn } from "@gradiente/core";
 * import { weightHistograms } from "@gradiente/plot";
 *
 * weightHistograms([randn([500]), randn([500]).mul(2), randn([500]).mul(3)]).toSVG();
 * ```
 */
export function weightHistograms(
  samples: readonly (Vector | Values)[] | Named<Vector | Values>,
  options?: WeightHistogramsOptions,
): Figure {
  const given = optionsOf(name, options, HISTOGRAMS);
  const named = Array.isArray(samples)
    ? new Map(Array.from(samples, (each, i) => [String(i), each]))
    : samples;
  const rows = entriesOf(name, named as Named<Vector | Values>).map(([label, sample]) => ({
    label,
    values: numbersOf(`${name}: ${label}`, sample).filter(Number.isFinite),
  }));
  const { title, bins = 40, xLabel = say("weight"), yLabel = say("epoch"), width = 340 } = given;
  const height = given.height ?? Math.max(120, Math.min(420, 26 * rows.length));
  const found = given.range ?? allOf(rows.map(({ values }) => values));
  const [low, high] = found[0] < found[1] ? found : [found[0] - 0.5, found[1] + 0.5];
  const shares = rows.map(({ label, values }) => sharesOf(label, values, bins, low, high));
  const most = shares.flat().reduce((top, share) => Math.max(top, share), 0);
  const pitch = height / rows.length;
  const colour = colourOf("sequential");
  const areas = shares.map((share, row): Mark => {
    const base = (row + 1) * pitch;
    const top = (i: number) => base - (share[i] / most) * overlap * pitch;
    const steps = share.map(
      (_, i) => `L${(i * width) / bins},${top(i)}L${((i + 1) * width) / bins},${top(i)}`,
    );
    const shade = hex(colour(rows.length === 1 ? 0.3 : 0.1 + (0.7 * row) / (rows.length - 1)));
    return {
      type: "path",
      encode: {
        enter: {
          path: { value: `M0,${base}${steps.join("")}L${width},${base}Z` },
          fill: { value: shade },
          fillOpacity: { value: 0.75 },
          stroke: { value: colours.background },
          strokeWidth: { value: 0.8 },
          description: { value: `${yLabel} ${rows[row].label}` },
        },
      },
    } as unknown as Mark;
  });
  return figureOf({
    title,
    panels: [
      panel({
        width,
        height,
        x: { label: xLabel, domain: [low, high] },
        y: { label: yLabel, names: rows.map(({ label }) => label), every: true },
        marks: [],
        // The first reaches above the panel.
        over: areas,
      }),
    ],
  });
}

function numbersOf(what: string, sample: unknown): number[] {
  return isValues(sample) ? Array.from(sample.toTypedArray()) : toVector(what, sample as Vector);
}

function allOf(samples: readonly (readonly number[])[]): [number, number] {
  return extent(
    name,
    samples.flatMap((values) => extent(name, values)),
  );
}

/** The fraction of the values in each interval. The last one has its upper end too. */
function sharesOf(
  label: string,
  values: readonly number[],
  bins: number,
  low: number,
  high: number,
): number[] {
  const inside = values.filter((value) => value >= low && value <= high);
  if (inside.length === 0)
    throw new RangeError(`${name}: ${label} has no finite value from ${low} to ${high}`);
  const counts = new Array<number>(bins).fill(0);
  for (const value of inside) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++;
  return counts.map((count) => count / inside.length);
}
