import type { Mark } from "vega";
import { textWidth } from "../render/text-width.ts";
import type { Point, Size } from "./layered.ts";
import { colours } from "./style.ts";
import { type PlacedText, textMark } from "./texts.ts";

/** A line of text in a box. */
export interface BoxLine {
  readonly text: string;
  readonly colour?: string;
  readonly bold?: boolean;
}

export interface Box extends Size {
  readonly lines: readonly BoxLine[];
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  /** What a screen reader says. */
  readonly description: string;
}

const fontSize = 12;
const lineHeight = 16;
const padding = 8;

/** The size of a box for lines of text. */
export function sizeFor(lines: readonly BoxLine[]): Size {
  const widths = lines.map(({ text, bold = false }) => textWidth(text, fontSize, bold));
  return {
    width: Math.ceil(Math.max(28, ...widths)) + 2 * padding,
    height: lines.length * lineHeight + padding,
  };
}

/** Boxes with their texts, by the places of their middles. */
export function boxMarks(boxes: readonly Box[], centres: readonly Point[]): Mark[] {
  const rectangles = boxes.map(({ lines: _, ...box }, i) => ({
    ...box,
    x: centres[i][0] - box.width / 2,
    y: centres[i][1] - box.height / 2,
  }));
  const texts = boxes.flatMap(({ lines }, i) =>
    lines.map(
      ({ text, colour = colours.ink, bold = false }, line): PlacedText => ({
        x: centres[i][0],
        y: centres[i][1] + (line - (lines.length - 1) / 2) * lineHeight,
        text,
        align: "center",
        bold,
        colour,
      }),
    ),
  );
  return [
    {
      type: "group",
      data: [
        { name: "boxes", values: rectangles },
        { name: "boxTexts", values: texts },
      ],
      marks: [
        {
          type: "rect",
          from: { data: "boxes" },
          encode: {
            enter: {
              x: { field: "x" },
              y: { field: "y" },
              width: { field: "width" },
              height: { field: "height" },
              cornerRadius: { value: 4 },
              fill: { field: "fill" },
              stroke: { field: "stroke" },
              strokeWidth: { field: "strokeWidth" },
              description: { field: "description" },
            },
          },
        },
        textMark("boxTexts", fontSize),
      ],
    },
  ] as Mark[];
}

/** Arrows along their ways. */
export function arrowMarks(ways: readonly (readonly Point[])[]): Mark[] {
  return [
    {
      type: "group",
      data: [{ name: "arrows", values: ways.map((way) => ({ line: smooth(way), head: head(way) })) }],
      marks: [
        pathMark("line", { stroke: { value: colours.rule }, strokeWidth: { value: 1.2 } }),
        pathMark("head", { fill: { value: colours.muted } }),
      ],
    },
  ] as Mark[];
}

function pathMark(field: "line" | "head", paint: object): object {
  return { type: "path", from: { data: "arrows" }, encode: { enter: { path: { field }, ...paint } } };
}

/** A curve from the first to the last point that turns near those between them. */
function smooth(way: readonly Point[]): string {
  const turns = way.slice(1, -1).map((point, i) => {
    const next = way[i + 2];
    const end = i === way.length - 3 ? next : [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2];
    return `Q${point.join(",")},${end.join(",")}`;
  });
  const line = turns.length === 0 ? `L${way[1].join(",")}` : turns.join("");
  return `M${way[0].join(",")}${line}`;
}

/** The triangle at the end of a way. */
function head(way: readonly Point[]): string {
  const [[x0, y0], [x, y]] = way.slice(-2);
  const far = Math.hypot(x - x0, y - y0);
  const [along, across] = [8 / far, 3.5 / far];
  const [u, v] = [x - x0, y - y0];
  const corner = (side: number) =>
    `${x - u * along - side * v * across},${y - v * along + side * u * across}`;
  return `M${x},${y}L${corner(1)}L${corner(-1)}Z`;
}
