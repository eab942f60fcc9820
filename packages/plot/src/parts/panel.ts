import type { Axis, Data, GroupMark, Mark, Scale, Scope } from "vega";
import { Figure } from "../figure.ts";
import { textWidth } from "../render/text-width.ts";
import { colours } from "./style.ts";
import { exponential, isExtreme, logTicks } from "./ticks.ts";

/** What a figure is called, and how large its panels are. */
export interface FigureOptions {
  /** The title above the figure. */
  readonly title?: string;
  /** The width of a panel, without its labels, in pixels. */
  readonly width?: number;
  /** The height of a panel, without its labels, in pixels. */
  readonly height?: number;
}

/** An axis of numbers. */
export interface NumberAxis {
  readonly label?: string;
  readonly domain: readonly [number, number];
  readonly logScale?: boolean;
  /** What is added to the domain on each side, as a share of it: points at the edge would be cut in half. */
  readonly room?: number;
  /** Whether the domain grows to round numbers. */
  readonly nice?: boolean;
  /** Whether ticks stand at whole numbers only. */
  readonly whole?: boolean;
  readonly grid?: boolean;
}

/** An axis of names, in order; the first is at the left or at the top. */
export interface NameAxis {
  readonly label?: string;
  readonly names: readonly string[];
  /** The share of a step between two bands. */
  readonly gap?: number;
  /** Whether the names are numbers in order, of which some can go unsaid. */
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
  /** Marks on top, which may stick out. */
  readonly over?: readonly Mark[];
}

/** Two axes, and marks between them which say "x" and "y" for their scales. What sticks out is cut off. */
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
    // The grid's lines are as long as these say.
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

/** In line with those of the other panels, whatever their axes say. */
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
    return { name, type: "band", domain: [...axis.names], range, paddingInner: gap, paddingOuter: gap / 2 };
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

/** The domain with its room; one of a single value gets some anyhow. */
function widened({ domain: [low, high], room = 0, logScale = false }: NumberAxis): [number, number] {
  if (logScale) {
    const factor = low < high ? (high / low) ** room : 2;
    return [low / factor, high * factor];
  }
  const more = low < high ? room * (high - low) : Math.abs(low) * 0.1 || 0.5;
  return [low - more, high + more];
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
      ...(every ? { values: names.filter((_, i) => i % step === 0) } : {}),
      ...(name === "x" && !every && touch(names, length)
        ? { labelAngle: -40, labelAlign: "right", labelBaseline: "middle" }
        : {}),
    };
  }
  const { grid = true, whole = false, logScale = false } = options;
  return {
    ...common,
    grid,
    labelOverlap: "greedy",
    labelFlush: false,
    tickCount: Math.max(2, Math.round(length / (name === "x" ? 80 : 50))),
    ...(whole ? { tickMinStep: 1, format: ",d" } : {}),
    ...(isExtreme(options.domain) ? { format: exponential } : {}),
    // A count would make Vega leave some of the ticks out.
    ...(logScale ? { values: logTicks(widened(options)), format: exponential, tickCount: undefined } : {}),
  } as Axis;
}

export interface FigureParts {
  readonly title?: string;
  /** Lines under the title: what a reader must know about the data. */
  readonly notes?: readonly string[];
  readonly panels: readonly Mark[];
  /** How many panels stand in a row. Default: all. */
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
  });
}

/** Notes alone look like notes, not like a title. */
function titleOf(text: string | undefined, notes: readonly string[]): Pick<Scope, "title"> {
  if (text !== undefined) return { title: { text, ...(notes.length === 0 ? {} : { subtitle: [...notes] }) } };
  if (notes.length === 0) return {};
  return { title: { text: [...notes], color: colours.muted, fontSize: 12, fontWeight: "normal" } };
}

/** How much a number of things is: "1 value", "3 values". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Whether names side by side would touch each other. */
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
