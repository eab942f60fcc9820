import type { GroupMark } from "vega";
import { type Curve, curveMarks } from "../curves.ts";
import { entriesOf, extent, isVector, kindOf, sameLength, toVector, type Vector } from "../data.ts";
import type { Figure } from "../figure.ts";
import { type Entry, legend } from "../legend.ts";
import { counted, type FigureOptions, figureOf, panel } from "../panel.ts";
import { categorical, colours } from "../style.ts";

/**
 * The numbers that a training run left behind, by name: `{ loss, validationLoss, accuracy, ... }`. A name that begins
 * with "validation" or "val" is drawn dashed, in the panel of the name without it; "train" is left out likewise.
 */
export type History = Readonly<Record<string, Vector>>;

/** Options of {@link learningCurves}. */
export interface LearningCurvesOptions extends FigureOptions {
  /** Which numbers to draw, a panel each: `["loss", "accuracy"]`. Default: all, in the order of the histories. */
  readonly metrics?: readonly string[];
  /** Where the values stand along x. Default: 1, 2, 3 and so on. */
  readonly x?: Vector;
  /** What x counts. Default "epoch". */
  readonly xLabel?: string;
  /** What the band around the mean of several seeds shows: the least to the greatest (default), or one deviation. */
  readonly band?: "range" | "deviation";
  /** The metrics with a logarithmic y; or all of them. */
  readonly logScale?: boolean | readonly string[];
  /** Another panel, right of the first that shows the metric, with a part of x alone. */
  readonly zoom?: { readonly metric?: string; readonly from: number; readonly to: number };
  /** How many panels stand in a row. Default: all. */
  readonly columns?: number;
}

interface Line {
  readonly run: string;
  readonly isValidation: boolean;
  readonly metric: string;
  /** One for each seed. */
  readonly values: readonly (readonly number[])[];
}

const name = "learningCurves";

/**
 * Metrics over the epochs, a panel for each: one run, or several to compare, each a history or the histories of
 * several seeds. A run has one colour; training is solid, validation dashed. Several seeds are drawn as their mean with
 * a band. What is not finite, or not positive on a logarithmic axis, is a gap, and a note counts the gaps.
 *
 * ```ts
 * learningCurves({ Adam: history, SGD: [seed0, seed1, seed2] }, { metrics: ["loss", "accuracy"], logScale: ["loss"] });
 * ```
 *
 * @throws RangeError if there is nothing to draw, or an option names a metric that no run has.
 * @throws TypeError if a run is not a history.
 * @throws ShapeError if `x` is shorter than a curve.
 */
export function learningCurves(
  runs: History | Readonly<Record<string, History | readonly History[]>>,
  options: LearningCurvesOptions = {},
): Figure {
  const { title, width = 360, height = 250, xLabel = "epoch", band = "range", columns, zoom } = options;
  const lines = linesOf(runs);
  const available = [...new Set(lines.map(({ metric }) => metric))];
  const metrics = options.metrics ?? available;
  for (const metric of [...metrics, ...(zoom?.metric === undefined ? [] : [zoom.metric])]) {
    if (available.includes(metric)) continue;
    throw new RangeError(`${name}: no run has the metric "${metric}"; there are ${available.join(", ")}`);
  }
  const runNames = [...new Set(lines.map(({ run }) => run))];
  const runColours = new Map(categorical(runNames.length).map((colour, i) => [runNames[i], colour]));
  const longest = Math.max(...lines.flatMap(({ values }) => values.map((list) => list.length)));
  const x =
    options.x === undefined
      ? Array.from({ length: longest }, (_, i) => i + 1)
      : toVector(`${name}: x`, options.x);
  if (x.length < longest) sameLength(name, { x, "the longest curve": { length: longest } });

  let gaps = 0;
  const panels: GroupMark[] = [];
  for (const metric of metrics) {
    const logScale = Array.isArray(options.logScale)
      ? options.logScale.includes(metric)
      : options.logScale === true;
    const curves = lines
      .filter((line) => line.metric === metric)
      .map((line) => summarise(line, x, runColours.get(line.run)!, band));
    const isDrawn = (value: number) => Number.isFinite(value) && (!logScale || value > 0);
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
        y: { domain: extent(what, inside), logScale, nice: true },
        ...curveMarks(curves, logScale),
      });
    };
    panels.push(draw(...extent(`${name}: x`, x.slice(0, longest)), metric));
    if (zoom !== undefined && (zoom.metric ?? metrics[0]) === metric) {
      panels.push(draw(zoom.from, zoom.to, `${metric}, ${xLabel} ${zoom.from} to ${zoom.to}`));
    }
  }
  return figureOf({
    title,
    notes: notesOf(lines, band, gaps),
    panels,
    columns,
    ...legend(entriesFor(lines, runColours)),
  });
}

/** A run without a name is the only one. */
const unnamed = "";

function linesOf(runs: History | Readonly<Record<string, History | readonly History[]>>): Line[] {
  const entries = entriesOf<Vector | History | readonly History[]>(name, runs);
  const isHistory = entries.every(([, value]) => isVector(value) && !isEmptyArray(value));
  const named = isHistory
    ? [[unnamed, runs as History] as const]
    : (entries as [string, History | readonly History[]][]);
  return named.flatMap(([run, histories]) => {
    const seeds: readonly History[] = Array.isArray(histories) ? histories : [histories as History];
    if (seeds.length === 0) throw new RangeError(`${name}: run "${run}" has no histories`);
    return historyLines(run, seeds);
  });
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function historyLines(run: string, seeds: readonly History[]): Line[] {
  const lines = new Map<string, { isValidation: boolean; metric: string; values: number[][] }>();
  for (const history of seeds) {
    if (typeof history !== "object" || history === null || isVector(history)) {
      throw new TypeError(`${name}: run "${run}" is a history, { loss: [...], ... }, not ${kindOf(history)}`);
    }
    for (const [key, data] of entriesOf(`${name}: run "${run}"`, history)) {
      const values = toVector(`${name}: ${run === unnamed ? "" : `run "${run}", `}${key}`, data);
      if (values.length === 0) throw new RangeError(`${name}: ${key} of run "${run}" is empty`);
      const line = lines.get(key) ?? { ...meaningOf(key), values: [] };
      line.values.push(values);
      lines.set(key, line);
    }
  }
  return [...lines.values()].map((line) => ({ run, ...line }));
}

/** "valLoss", "val_loss" and "validation loss" are the loss in validation. */
function meaningOf(key: string): { isValidation: boolean; metric: string } {
  const match = /^(validation|valid|val|training|train)(?:[_ \-./]+(.+)|([A-Z].*))$/.exec(key);
  if (match === null) return { isValidation: false, metric: key };
  const [, part, spaced, camel] = match;
  const metric = spaced ?? (/^[A-Z]{2}/.test(camel) ? camel : camel[0].toLowerCase() + camel.slice(1));
  return { isValidation: part.startsWith("val"), metric };
}

/** The mean over seeds at each place, and its band; seeds that have stopped no longer count. */
function summarise(
  { values, isValidation }: Line,
  x: readonly number[],
  colour: string,
  band: "range" | "deviation",
): Curve {
  const length = Math.max(...values.map((list) => list.length));
  const common = { colour, dashed: isValidation, x: x.slice(0, length) };
  if (values.length === 1) return { ...common, y: values[0] };
  const [y, low, high]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < length; i++) {
    const at = values.flatMap((list) => (i < list.length ? [list[i]] : []));
    const mean = at.reduce((sum, value) => sum + value, 0) / at.length;
    const deviation = Math.sqrt(at.reduce((sum, value) => sum + (value - mean) ** 2, 0) / at.length);
    y.push(mean);
    low.push(band === "range" ? Math.min(...at) : mean - deviation);
    high.push(band === "range" ? Math.max(...at) : mean + deviation);
  }
  return { ...common, y, band: [low, high] };
}

function notesOf(lines: readonly Line[], band: "range" | "deviation", gaps: number): string[] {
  const seeds = Math.max(...lines.map(({ values }) => values.length));
  return [
    ...(seeds < 2
      ? []
      : [
          `lines: mean of ${seeds} runs; bands: ${band === "range" ? "least to greatest" : "mean ± deviation"}`,
        ]),
    ...(gaps === 0
      ? []
      : [`${counted(gaps, "value")} that cannot be drawn (not finite, or not positive): gaps`]),
  ];
}

function entriesFor(lines: readonly Line[], runColours: ReadonlyMap<string, string>): Entry[] {
  const hasValidation = lines.some(({ isValidation }) => isValidation);
  const runs = [...runColours];
  const isOne = runs.length === 1;
  const byRun = runs.filter(([run]) => run !== unnamed && !(isOne && hasValidation));
  const dashColour = isOne ? runs[0][1] : colours.muted;
  return [
    ...byRun.map(([label, colour]): Entry => ({ label, colour, as: "line" })),
    ...(hasValidation
      ? [
          { label: "training", colour: dashColour, as: "line" } as const,
          { label: "validation", colour: dashColour, as: "dashed" } as const,
        ]
      : []),
  ];
}
