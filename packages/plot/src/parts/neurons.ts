import type { Mark } from "vega";
import type { Point } from "./layered.ts";
import { colours } from "./style.ts";
import { type PlacedText, textMark } from "./texts.ts";

export interface Neuron {
  readonly at: Point;
  readonly fill: string;
  /** What a screen reader says. */
  readonly description: string;
}

export interface Link {
  readonly from: Point;
  readonly to: Point;
  readonly colour: string;
  readonly width: number;
}

export interface Label {
  readonly at: Point;
  readonly text: string;
  readonly align: "left" | "center" | "right";
  readonly bold?: boolean;
  readonly colour?: string;
}

export const radius = 9;

/** Neurons with the lines between them, which lie below, and texts. */
export function neuronMarks(
  neurons: readonly Neuron[],
  links: readonly Link[],
  labels: readonly Label[],
): Mark[] {
  const drawn = links.map(({ from, to, colour, width }) => ({
    x: from[0],
    y: from[1],
    x2: to[0],
    y2: to[1],
    colour,
    width,
  }));
  const placed = neurons.map(({ at: [x, y], fill, description }) => ({ x, y, fill, description }));
  const texts = labels.map(
    ({ at: [x, y], text, align, bold = false, colour = colours.ink }): PlacedText => ({
      x,
      y,
      text,
      align,
      bold,
      colour,
    }),
  );
  return [
    {
      type: "group",
      data: [
        { name: "links", values: drawn },
        { name: "neurons", values: placed },
        { name: "labels", values: texts },
      ],
      marks: [
        {
          type: "rule",
          from: { data: "links" },
          encode: {
            enter: {
              x: { field: "x" },
              y: { field: "y" },
              x2: { field: "x2" },
              y2: { field: "y2" },
              stroke: { field: "colour" },
              strokeWidth: { field: "width" },
              strokeOpacity: { value: 0.8 },
            },
          },
        },
        {
          type: "symbol",
          from: { data: "neurons" },
          encode: {
            enter: {
              x: { field: "x" },
              y: { field: "y" },
              size: { value: Math.PI * radius ** 2 },
              fill: { field: "fill" },
              stroke: { value: colours.ink },
              strokeWidth: { value: 1 },
              description: { field: "description" },
            },
          },
        },
        textMark("labels", 12),
      ],
    },
  ] as Mark[];
}
