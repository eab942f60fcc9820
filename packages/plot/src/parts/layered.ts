import { graphlib, layout } from "@dagrejs/dagre";

export type Point = readonly [x: number, y: number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An arrow between two boxes, by their places in the list. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
}

/** Where the arrows of a drawing point to. */
export type Direction = "down" | "right";

export interface Layers {
  /** The middle of each box. */
  readonly centres: readonly Point[];
  /** The way of each arrow, from the edge of a box to that of another. */
  readonly ways: readonly (readonly Point[])[];
}

/** Puts boxes in layers, so that all arrows point in one direction, with few crossings. */
export function inLayers(boxes: readonly Size[], arrows: readonly Arrow[], direction: Direction): Layers {
  // Several arrows may join the same two boxes.
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction === "down" ? "TB" : "LR", nodesep: 22, edgesep: 14, ranksep: 34 });
  boxes.forEach(({ width, height }, i) => {
    graph.setNode(nameOf(i), { width, height });
  });
  arrows.forEach(({ from, to }, i) => {
    graph.setEdge(nameOf(from), nameOf(to), {}, nameOf(i));
  });
  layout(graph);
  return {
    centres: boxes.map((_, i) => pointOf(graph.node(nameOf(i)))),
    ways: arrows.map(({ from, to }, i) =>
      graph.edge(nameOf(from), nameOf(to), nameOf(i)).points.map(pointOf),
    ),
  };
}

/** A letter in front: JavaScript would sort numbers, and the order is part of the drawing. */
const nameOf = (index: number) => `n${index}`;

const pointOf = ({ x, y }: { readonly x: number; readonly y: number }): Point => [x, y];
