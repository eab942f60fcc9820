import { check, declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import type { GroupMark } from "vega";
import type { Figure } from "../figure.ts";
import { extent, sameLength, toVector, type Vector } from "../input/data.ts";
import { type HistoryLine, type Runs, readRuns, unnamed } from "../input/histories.ts";
import { aText, aVector, FIGURE, isFiniteNumber, someColumns, someTexts } from "../input/options.ts";
import { type Curve, curveMarks } from "../parts/curves.ts";
import { largest, smallest } from "../parts/extremes.ts";
import { type Entry, legend } from "../parts/legend.ts";
import { type FigureOptions, figureOf, panel } from "../parts/panel.ts";
import { categorical, colours } from "../parts/style.ts";
import { counted, say, sayMetric } from "../parts/words.ts";

/** Options of {@link learningCurves}. */
export interface LearningCurvesOptions extends FigureOptions {
  /** The metrics to draw, one panel each: `["loss", "accuracy"]`. Default: all, in the order of the histories. */
  readonly metrics?: readonly string[];
  /** The x of each value. Default: 1, 2, 3 and so on. */
  readonly x?: Vector;
  /** The label of the x axis. Default: "epoch". */
  readonly xLabel?: string;
  /**
   * The band around the mean of several seeds: from the smallest to the largest value ("range"), or one standard deviation
   * on each side ("deviation"). Default: "range".
   */
  readonly band?: "range" | "deviation";
  /** The metrics with a logarithmic y axis, or true for all. Default: none. */
  readonly logScale?: boolean | readonly string[];
  /** One more panel, to the right of the first that shows the metric, with only a part of x. Default: none. */
  readonly zoom?: { readonly metric?: string; readonly from: number; readonly to: number };
  /** The number of panels in a row. Default: all panels, up to three; more are spread evenly over several rows. */
  readonly columns?: number;
}

const name = "learningCurves";

interface Zoom {
  readonly metric?: string;
  readonly from: number;
  readonly to: number;
}

const CURVES = declareOptions<LearningCurvesOptions>({
  ...FIGURE,
  metrics: someTexts,
  x: aVector,
  xLabel: aText,
  band: oneOf("range", "deviation"),
  logScale: check(
    "true, false or a list of metrics",
    (value) => typeof value === "boolean" || someTexts.accepts(value),
  ),
  zoom: check<Zoom>("{ metric, from, to } with two finite numbers", (value) => {
    const { from, to, metric = "" } = (value ?? {}) as Partial<Zoom>;
    return isFiniteNumber(from) && isFiniteNumber(to) && typeof metric === "string";
  }),
  columns: someColumns,
});

/** The largest number of panels in a row. More of them would be too small to read on a page. */
const inARow = 3;

/**
 * Draws metrics over the epochs, with one panel per metric. It takes one run or several, each a history or the histories
 * of several seeds. Each run has a colour; training is solid, and validation is dashed. Several seeds are drawn as their
 * mean with a band. Seeds that have ended do not count any more. Values that are not finite, or not positive on a
 * logarithmic axis, are gaps, and a note counts the gaps.
 *
 * @throws RangeError if there is nothing to draw, or if an option names a metric that no run has.
 * @throws TypeError if a run is not a history.
 * @throws ShapeError if `x` is shorter than a curve.
 * @example
 * ```ts
 * import { learningCurves } from "@gradiente/plot";
 *
 * const adam = { loss: [0.9, 0.4, 0.2], valLoss: [1, 0.5, 0.4] };
 * const sgd = [{ loss: [0.9, 0.7, 0.6] }, { loss: [0.95, 0.8, 0.65] }]; // two seeds
 * learningCurves({ Adam: adam, SGD: sgd }, { logScale: ["loss"] }).toSVG();
 * ```
 */
export function learningCurves(runs: Runs, options?: LearningCurvesOptions): Figure {
  const given = optionsOf(name, options, CURVES);
  const { title, width = 360, height = 250, xLabel = say("epoch"), band = "range", columns, zoom } = given;
  const recorded = readRuns(name, runs);
  const available = [...new Set(recorded.map(({ metric }) => metric))];
  const metrics = given.metrics ?? available;
  for (const metric of metrics) {
    if (available.includes(metric)) continue;
    throw new RangeError(`${name}: no run has the metric "${metric}"; there are ${available.join(", ")}`);
  }
  if (zoom !== undefined && !metrics.includes(zoom.metric ?? metrics[0])) {
    throw new RangeError(`${name}: zoom: "${zoom.metric}" is not drawn; there are ${metrics.join(", ")}`);
  }
  const lines = recorded.filter(({ metric }) => metrics.includes(metric));
  const runNames = [...new Set(lines.map(({ run }) => run))];
  const runColours = new Map(categorical(runNames.length).map((colour, i) => [runNames[i], colour]));
  const longest = largest(lines.flatMap(({ values }) => values.map((list) => list.length)));
  const x =
    given.x === undefined
      ? Array.from({ length: longest }, (_, i) => i + 1)
      : toVector(`${name}: x`, given.x);
  if (x.length < longest) sameLength(name, { x, "the longest curve": { length: longest } });

  const isLog = (metric: string) =>
    Array.isArray(given.logScale) ? given.logScale.includes(metric) : given.logScale === true;
  const drawnIn = (logScale: boolean) => (value: number) =>
    Number.isFinite(value) && (!logScale || value > 0);
  let gaps = 0;
  const panels: GroupMark[] = [];
  for (const metric of metrics) {
    const logScale = isLog(metric);
    const isDrawn = drawnIn(logScale);
    const curves = lines
      .filter((line) => line.metric === metric)
      .map((line) => summarise(line, x, runColours.get(line.run)!, band));
    gaps += curves.flatMap(({ y }) => y).filter((value) => !isDrawn(value)).length;
    const draw = (from: number, to: number, panelTitle: string) => {
      const inside = curves.flatMap((curve) =>
        [curve.y, ...(curve.band ?? [])].flatMap((list) =>
          list.filter((value, i) => isDrawn(value) && curve.x[i] >= from && curve.x[i] <= to),
        ),
      );
      const what = `${name}: ${metric}${logScale ? " (positive, for a logarithmic axis)" : ""}`;
      return panel({
        title: panelTitle,
        width,
        height,
        x: { label: xLabel, domain: [from, to], whole: x.every(Number.isInteger) },
        y: {
          domain: extent(what, inside),
          logScale,
          room: logScale || longest === 1 ? 0.03 : 0,
          nice: !logScale,
        },
        ...curveMarks(curves, logScale),
      });
    };
    panels.push(draw(...extent(`${name}: x`, x.slice(0, longest)), sayMetric(metric)));
    if (zoom !== undefined && (zoom.metric ?? metrics[0]) === metric) {
      panels.push(
        draw(zoom.from, zoom.to, say("{}, {} {} to {}", sayMetric(metric), xLabel, zoom.from, zoom.to)),
      );
    }
  }
  const shown = lines.filter(({ metric, values }) => values.flat().some(drawnIn(isLog(metric))));
  return figureOf({
    title,
    notes: notesOf(lines, band, gaps),
    panels,
    columns: columns ?? Math.ceil(panels.length / Math.ceil(panels.length / inARow)),
    ...legend(
      entriesFor(shown, runColours),
      runNames.length === 1 && hasValidation(shown) ? runNames[0] : unnamed,
    ),
  });
}

/** The mean over seeds at each position, and its band. Seeds that have ended do not count any more. */
function summarise(
  { values, isValidation }: HistoryLine,
  x: readonly number[],
  colour: string,
  band: "range" | "deviation",
): Curve {
  const length = largest(values.map((list) => list.length));
  const common = { colour, dashed: isValidation, x: x.slice(0, length) };
  if (values.length === 1) return { ...common, y: values[0] };
  const [y, low, high]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < length; i++) {
    const at = values.flatMap((list) => (i < list.length ? [list[i]] : []));
    const mean = at.reduce((sum, value) => sum + value, 0) / at.length;
    const deviation = Math.sqrt(at.reduce((sum, value) => sum + (value - mean) ** 2, 0) / at.length);
    y.push(mean);
    low.push(band === "range" ? smallest(at) : mean - deviation);
    high.push(band === "range" ? largest(at) : mean + deviation);
  }
  return { ...common, y, band: [low, high] };
}

function notesOf(lines: readonly HistoryLine[], band: "range" | "deviation", gaps: number): string[] {
  const counts = lines.map(({ values }) => values.length);
  const [fewest, most] = [smallest(counts), largest(counts)];
  const seeds = fewest === most ? say("{} runs", most) : say("{} to {} runs", fewest, most);
  const edges = band === "range" ? say("least to greatest") : say("mean ± deviation");
  return [
    ...(most < 2 ? [] : [say("lines: mean of {}; bands: {}", seeds, edges)]),
    ...(gaps === 0
      ? []
      : [say("{} that cannot be drawn (not finite, or not positive): gaps", counted(gaps, "value"))]),
  ];
}

function hasTraining(lines: readonly HistoryLine[]): boolean {
  return lines.some(({ isValidation }) => !isValidation);
}

function hasValidation(lines: readonly HistoryLine[]): boolean {
  return lines.some(({ isValidation }) => isValidation);
}

/** The entries of a legend, for what the lines that are shown are of. */
function entriesFor(shown: readonly HistoryLine[], runColours: ReadonlyMap<string, string>): Entry[] {
  const isPaired = hasValidation(shown);
  const runs = [...runColours];
  const isOne = runs.length === 1;
  const dashColour = isOne ? runs[0][1] : colours.muted;
  const byRun = isOne && isPaired ? [] : runs.filter(([run]) => run !== unnamed);
  return [
    ...byRun.flatMap(([label, colour]): Entry[] => {
      const own = shown.filter(({ run }) => run === label);
      return own.length === 0 ? [] : [{ label, colour, as: hasTraining(own) ? "line" : "dashed" }];
    }),
    ...(isPaired && hasTraining(shown)
      ? [{ label: say("training"), colour: dashColour, as: "line" } as const]
      : []),
    ...(isPaired ? [{ label: say("validation"), colour: dashColour, as: "dashed" } as const] : []),
  ];
}
