import type { Axis, Data, GroupMark, Mark, Scale, Scope } from "vega";
import { Figure } from "../figure.ts";
import { textWidth } from "../render/text-width.ts";
import { apart } from "./names.ts";
import { colours } from "./style.ts";
import { evenly, formatFor, isExtreme, labelHeight, logTicks } from "./ticks.ts";

/** Options of all charts: the title, and the size of panels. */
export interface FigureOptions {
  /** The title above the figure. Default: none. */
  readonly title?: string;
  /** The width of a panel without its labels, in pixels. The default depends on the chart. */
  readonly width?: number;
  /** The height of a panel without its labels, in pixels. The default depends on the chart. */
  readonly height?: number;
}

/** An axis of numbers. */
export interface NumberAxis {
  readonly label?: string;
  readonly domain: readonly [number, number];
  readonly logScale?: boolean;
  /** The fraction of the domain that is added on each side, so that points at the edge are not cut in half. */
  readonly room?: number;
  /** Whether the domain is extended to round numbers. */
  readonly nice?: boolean;
  /** Whether ticks are only at whole numbers. */
  readonly whole?: boolean;
  readonly grid?: boolean;
}

/** An axis of names in order. The first is at the left or at the top. */
export interface NameAxis {
  readonly label?: string;
  readonly names: readonly string[];
  /** The gap between two bands, as a fraction of a step. */
  readonly gap?: number;
  /** Whether the names are numbers in order, so that some labels can be left out. */
  readonly every?: boolean;
}

export type PanelAxis = NumberAxis | NameAxis;

export interface Panel {
  readonly title?: string;
  readonly width: number;
  readonly height: number;
  readonly x: PanelAxis;
  readonly y: PanelAxis;
  readonly data?: Data[];
  readonly scales?: Scale[];
  readonly marks: readonly Mark[];
  /** Marks on top, which may be outside the panel. */
  readonly over?: readonly Mark[];
}

/** Two axes, and marks with the scales "x" and "y". Marks are clipped at the edges of the panel. */
export function panel({
  title,
  width,
  height,
  x,
  y,
  data = [],
  scales = [],
  marks,
  over = [],
}: Panel): GroupMark {
  return {
    type: "group",
    encode: { enter: { width: { value: width }, height: { value: height } } },
    // These are the lengths of the grid lines.
    signals: [
      { name: "width", value: width },
      { name: "height", value: height },
    ],
    data,
    scales: [
      axisScale("x", x, [0, width]),
      axisScale("y", y, "names" in y ? [0, height] : [height, 0]),
      ...scales,
    ],
    axes: [axis("x", x, width), axis("y", y, height)],
    marks: [
      ...(title === undefined ? [] : [panelTitle(title, width)]),
      {
        type: "group",
        clip: true,
        encode: { enter: { width: { value: width }, height: { value: height } } },
        marks: [...marks],
      },
      ...over,
    ],
  };
}

/** The title of a panel, aligned with those of other panels, independent of the labels of axes. */
function panelTitle(text: string, width: number): Mark {
  return {
    type: "text",
    encode: {
      enter: {
        x: { value: width / 2 },
        y: { value: -14 },
        text: { value: text },
        align: { value: "center" },
        fontSize: { value: 13 },
        fontWeight: { value: "bold" },
        fill: { value: colours.ink },
      },
    },
  };
}

function axisScale(name: string, axis: PanelAxis, range: [number, number]): Scale {
  if ("names" in axis) {
    const gap = axis.gap ?? 0;
    return { name, type: "band", domain: apart(axis.names), range, paddingInner: gap, paddingOuter: gap / 2 };
  }
  const { logScale = false, nice = false } = axis;
  return {
    name,
    type: logScale ? "log" : "linear",
    domain: widened(axis),
    range,
    nice,
    zero: false,
  } as Scale;
}

/** The least length of a linear axis. Below, tick steps lose digits. */
const leastSpan = 1e-300;

/** The domain, extended by its room. A domain of a single value is always extended. */
function widened({ domain: [low, high], room = 0, logScale = false }: NumberAxis): [number, number] {
  if (logScale) {
    // By logarithms: the quotient of two numbers may be larger than any number.
    const factor = low < high ? Math.exp(room * (Math.log(high) - Math.log(low))) : 2;
    return [Math.max(low / factor, Number.MIN_VALUE), Math.min(high * factor, Number.MAX_VALUE)];
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Numbers that differ by rounding alone are one: no tick could be between them.
  const more = high - low > 8 * Number.EPSILON * size ? room * (high - low) : size * 0.1 || 0.5;
  const [from, to] = [low - more, high + more];
  if (!(to - from >= leastSpan && to - from < Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `an axis from ${low} to ${high} has no ticks: its length is ${high - low}; divide the numbers by a power of ten`,
    );
  }
  return [from, to];
}

function axis(name: "x" | "y", options: PanelAxis, length: number): Axis {
  const isNames = "names" in options;
  const common = {
    scale: name,
    orient: name === "x" ? ("bottom" as const) : ("left" as const),
    ...(options.label === undefined ? {} : { title: options.label }),
  };
  if (isNames) {
    const { every = false, names } = options;
    const step = Math.max(
      1,
      [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => (each * length) / names.length >= 24) ?? 1000,
    );
    return {
      ...common,
      ticks: false,
      domain: options.gap !== undefined,
      labelLimit: 200,
      ...(every ? { values: apart(names).filter((_, i) => i % step === 0) } : {}),
      ...(name === "x" && !every && touch(names, length)
        ? { labelAngle: -40, labelAlign: "right", labelBaseline: "middle" }
        : {}),
    };
  }
  const { grid = true, whole = false, logScale = false } = options;
  const ticks = Math.max(2, Math.round(length / (name === "x" ? 80 : 50)));
  const values = logScale
    ? logTicks(widened(options), length / (name === "x" ? 60 : labelHeight))
    : evenly(widened(options), 2 * ticks);
  return {
    ...common,
    grid,
    labelOverlap: "greedy",
    labelFlush: false,
    tickCount: ticks,
    ...(whole ? { tickMinStep: 1, format: ",d" } : {}),
    ...(isExtreme(options.domain) ? { format: formatFor(values) } : {}),
    // With a count, Vega would leave out some of the ticks.
    ...(logScale
      ? {
          values,
          format: formatFor(values),
          tickCount: undefined,
        }
      : {}),
  } as Axis;
}

export interface FigureParts {
  readonly title?: string;
  /** Lines under the title, with facts about the data that readers must know. */
  readonly notes?: readonly string[];
  readonly panels: readonly Mark[];
  /** The number of panels in a row. Default: all in one row. */
  readonly columns?: number;
  readonly scales?: Scope["scales"];
  readonly legends?: Scope["legends"];
}

/** Panels side by side, under a title, with their legend. */
export function figureOf({
  title,
  notes = [],
  panels,
  columns,
  scales = [],
  legends = [],
}: FigureParts): Figure {
  return new Figure({
    ...titleOf(title, notes),
    scales,
    legends,
    layout: {
      columns: columns ?? panels.length,
      padding: { column: 28, row: 28 },
      bounds: "full",
      align: "each",
    },
    marks: [...panels],
  } satisfies Scope);
}

/** The title with its notes. Notes without a title do not look like a title. */
function titleOf(text: string | undefined, notes: readonly string[]): Pick<Scope, "title"> {
  if (text !== undefined) return { title: { text, ...(notes.length === 0 ? {} : { subtitle: [...notes] }) } };
  if (notes.length === 0) return {};
  return { title: { text: [...notes], color: colours.muted, fontSize: 12, fontWeight: "normal" } };
}

/** Whether names side by side are too wide for their steps. */
function touch(names: readonly string[], width: number): boolean {
  return names.some((text) => textWidth(text, 12, false) + 6 > width / names.length);
}

/** The outline of a panel whose whole area is coloured. */
export function frame(width: number, height: number): Mark {
  return {
    type: "rect",
    encode: {
      enter: { width: { value: width }, height: { value: height }, stroke: { value: colours.rule } },
    },
  };
}
