import { declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import type { Mark, Scale } from "vega";
import type { Figure } from "../figure.ts";
import { entriesOf, extent, isVector, type Named, toVector, type Vector } from "../input/data.ts";
import { aRange, FIGURE, LABELS, someDecimals } from "../input/options.ts";
import { largest } from "../parts/extremes.ts";
import { legend } from "../parts/legend.ts";
import { type FigureOptions, figureOf, type Panel, panel } from "../parts/panel.ts";
import { categorical, colours } from "../parts/style.ts";
import { counted, say } from "../parts/words.ts";

/** A bar: one number; or several, such as those of several seeds, drawn as their median with a whisker of their range. */
export type Bar = number | Vector;

/** Options of {@link barChart}. */
export interface BarChartOptions extends FigureOptions {
  /** The label of the x axis. Default: none. */
  readonly xLabel?: string;
  /** The label of the y axis. Default: none. */
  readonly yLabel?: string;
  /** The range of y. Default: from 0 to the largest or smallest value. */
  readonly yRange?: readonly [number, number];
  /** The number of decimals of a value at each bar. Default: no values. */
  readonly decimals?: number;
}

/** Options of {@link histogram}. */
export interface HistogramOptions extends FigureOptions {
  /** The label of the x axis. Default: none. */
  readonly xLabel?: string;
  /** The label of the y axis. Default: "count". */
  readonly yLabel?: string;
  /** The number of bins of equal width. Default: 30. */
  readonly bins?: number;
  /** The range that is divided into bins. Default: from the smallest to the largest value. */
  readonly range?: readonly [number, number];
}

const BARS = declareOptions<BarChartOptions>({
  ...FIGURE,
  ...LABELS,
  yRange: aRange,
  decimals: someDecimals,
});

const HISTOGRAM = declareOptions<HistogramOptions>({
  ...FIGURE,
  ...LABELS,
  bins: whole(1, 100_000),
  range: aRange,
});

/**
 * Draws one bar per name; or a group of bars per name, with a colour for each member. If a group has no bar for a member,
 * there is a gap.
 *
 * @throws RangeError if there is nothing to draw, or if a value is not finite.
 * @example
 * ```ts
 * import { barChart } from "@gradiente/plot";
 *
 * barChart({ target: 0.95, ours: [0.951, 0.956, 0.958] }, { yRange: [0.9, 1] });
 * barChart({ Adam: { train: 0.99, test: 0.97 }, SGD: { train: 0.95, test: 0.94 } });
 * ```
 */
export function barChart(bars: Named<Bar | Named<Bar>>, options?: BarChartOptions): Figure {
  const name = "barChart";
  const given = optionsOf(name, options, BARS);
  const groups = entriesOf(name, bars).map(([group, value]) => {
    const members = isBar(value) ? [["", value] as const] : entriesOf(`${name}: ${group}`, value);
    return members.map(([member, bar]) => ({
      group,
      member,
      ...summary(`${name}: ${group} ${member}`.trim(), bar),
    }));
  });
  const all = groups.flat();
  const members = [...new Set(all.map(({ member }) => member))];
  const palette = categorical(members.length);
  const { title, width = Math.max(240, all.length * 44), height = 260, xLabel, yLabel, decimals } = given;
  const [low, high] = extent(
    name,
    all.flatMap((bar) => [bar.low, bar.high, 0]),
  );
  // The text below the lowest bar must not overlap the names.
  const below = low < 0 && decimals !== undefined ? 0.1 * (high - low) : 0;
  const domain = given.yRange ?? ([low - below, high] as const);
  const [base] = domain[0] > 0 ? domain : [0];
  const values = all.map((bar) => ({
    ...bar,
    base,
    fill: palette[members.indexOf(bar.member)],
    text: decimals === undefined ? "" : bar.middle.toFixed(decimals).replace("-", "−"),
  }));
  const names = groups.map(([{ group }]) => group);
  const spread = all.some((bar) => bar.low < bar.high);
  return figureOf({
    title,
    notes: spread ? [say("bars: median; whiskers: least to greatest")] : [],
    panels: [
      panel({
        width,
        height,
        x: {
          label: xLabel,
          names,
          gap: 0.25,
        },
        y: { label: yLabel, domain, nice: given.yRange === undefined },
        ...barMarks(values, members),
      }),
    ],
    ...legend(
      members
        .map((label, i) => ({ label, colour: palette[i], as: "area" as const }))
        .filter(({ label }) => label !== ""),
    ),
  });
}

/**
 * Draws the number of values in bins of equal width. Several samples are drawn over each other, transparently. The last
 * bin includes its upper edge.
 *
 * @throws RangeError if there is no finite value, or if an option is out of its range.
 * @example
 * ```ts
 * import { randn } from "@gradiente/core";
 * import { histogram } from "@gradiente/plot";
 *
 * histogram(randn([1000]), { bins: 20, xLabel: "value" }).toSVG();
 * ```
 */
export function histogram(samples: Vector | Named<Vector>, options?: HistogramOptions): Figure {
  const name = "histogram";
  const given = optionsOf(name, options, HISTOGRAM);
  const { title, width = 420, height = 260, bins = 30, xLabel, yLabel = say("count") } = given;
  const list = (isVector(samples) ? [["", samples] as const] : entriesOf(name, samples)).map(
    ([label, data]) => ({ label, values: toVector(`${name}${label && `: ${label}`}`, data) }),
  );
  const all = list.flatMap(({ values }) => values);
  const [least, greatest] = given.range ?? extent(name, all);
  const [low, high] = least < greatest ? [least, greatest] : [least - 0.5, least + 0.5];
  const isCounted = (value: number) => value >= low && value <= high;
  const step = (high - low) / bins;
  const palette = categorical(list.length);
  const counts = list.map(({ values }) => {
    const count = new Array<number>(bins).fill(0);
    for (const value of values)
      if (isCounted(value)) count[Math.min(bins - 1, Math.floor((value - low) / step))]++;
    return count;
  });
  const left = all.filter((value) => !isCounted(value)).length;
  return figureOf({
    title,
    notes: left === 0 ? [] : [say("{} left out (not finite, or out of range)", counted(left, "value"))],
    panels: [
      panel({
        width,
        height,
        x: { label: xLabel, domain: [low, high], grid: false },
        y: { label: yLabel, domain: [0, Math.max(1, largest(counts.flat()))], nice: true, whole: true },
        marks: counts.map((count, i) =>
          binMarks(count, { low, step }, palette[i], counts.length > 1 ? 0.5 : 0.9),
        ),
      }),
    ],
    ...legend(
      list
        .map(({ label }, i) => ({ label, colour: palette[i], as: "area" as const }))
        .filter(({ label }) => label !== ""),
    ),
  });
}

function isBar(value: Bar | Named<Bar>): value is Bar {
  return typeof value === "number" || isVector(value);
}

function summary(what: string, bar: Bar): { low: number; middle: number; high: number } {
  const values = typeof bar === "number" ? [bar] : toVector(what, bar);
  if (values.length === 0) throw new RangeError(`${what} is empty`);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`${what}: ${values[at]} has no height`);
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const middle = (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
  return { low: sorted[0], middle, high: sorted[sorted.length - 1] };
}

interface DrawnBar {
  readonly group: string;
  readonly member: string;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly base: number;
  readonly fill: string;
  readonly text: string;
}

/** The parts of a panel without its axes. */
function barMarks(
  values: readonly DrawnBar[],
  members: readonly string[],
): Pick<Panel, "data" | "scales" | "marks" | "over"> {
  const centre = { scale: "x", field: "group", offset: { scale: "member", field: "member", band: 0.5 } };
  const bars: Mark = {
    type: "rect",
    from: { data: "bars" },
    encode: {
      enter: {
        x: { scale: "x", field: "group", offset: { scale: "member", field: "member" } },
        width: { scale: "member", band: 1 },
        y: { scale: "y", field: "middle" },
        y2: { scale: "y", field: "base" },
        fill: { field: "fill" },
      },
    },
  };
  const whiskers: Mark = {
    type: "rule",
    from: { data: "whiskers" },
    encode: {
      enter: {
        x: centre,
        y: { scale: "y", field: "low" },
        y2: { scale: "y", field: "high" },
        stroke: { value: colours.ink },
        strokeWidth: { value: 1.5 },
      },
    },
  };
  // Above a bar, or below it if it is negative.
  const end = "clamp(scale('y', datum.middle < 0 ? datum.low : datum.high), 0, height)";
  const texts: Mark = {
    type: "text",
    from: { data: "bars" },
    encode: {
      enter: {
        x: centre,
        y: { signal: `${end} + (datum.middle < 0 ? 4 : -4)` },
        text: { field: "text" },
        align: { value: "center" },
        baseline: { signal: "datum.middle < 0 ? 'top' : 'bottom'" },
        fontSize: { value: 11 },
        fill: { value: colours.ink },
      },
    },
  };
  return {
    data: [
      { name: "bars", values: [...values] },
      { name: "whiskers", source: "bars", transform: [{ type: "filter", expr: "datum.low < datum.high" }] },
    ],
    scales: [
      {
        name: "member",
        type: "band",
        domain: [...members],
        range: { signal: "[0, bandwidth('x')]" },
        paddingInner: 0.08,
      } as unknown as Scale,
    ],
    marks: [bars, whiskers],
    over: [texts],
  };
}

function binMarks(
  count: readonly number[],
  { low, step }: { low: number; step: number },
  fill: string,
  opacity: number,
): Mark {
  const values = count.flatMap((height, i) =>
    height === 0 ? [] : [{ from: low + i * step, to: low + (i + 1) * step, height }],
  );
  return {
    type: "group",
    data: [{ name: "bins", values }],
    marks: [
      {
        type: "rect",
        from: { data: "bins" },
        encode: {
          enter: {
            x: { scale: "x", field: "from", offset: 0.5 },
            x2: { scale: "x", field: "to", offset: -0.5 },
            y: { scale: "y", field: "height" },
            y2: { scale: "y", value: 0 },
            fill: { value: fill },
            fillOpacity: { value: opacity },
          },
        },
      },
    ],
  };
}
