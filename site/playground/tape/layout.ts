import type { TapeGraph } from "./graph.ts";

/* Where the nodes of a graph are drawn: in layers, from the variables at the top to the result at the bottom. */

/** A place in the drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A drawing of a graph: places are the middles of nodes. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Place[];
  /** An edge for each input of each node, with the places that it leads through. */
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly through: readonly Place[];
  }[];
}

/** The room that a node has. */
export const NODE = { width: 150, height: 76, gapX: 16, gapY: 46 } as const;

/** How often nodes are put near to what they are connected with. */
const SWEEPS = 8;

/** What stands in a layer: a node, or a bend of an edge that passes through. */
interface Item {
  readonly layer: number;
  readonly above: Item[];
  readonly below: Item[];
  /** Counted from the left, and then the place in units of columns. */
  column: number;
}

/** Lays a graph out. */
export function layoutOf(graph: TapeGraph): Layout {
  const layerOf = layersOf(graph);
  const items = graph.map(({ id }): Item => ({ layer: layerOf[id], above: [], below: [], column: 0 }));
  const bends: Item[] = [];
  const paths = graph.flatMap(({ id, inputs }) =>
    inputs.map((input) => ({ from: input, to: id, items: connect(items[input], items[id], bends) })),
  );
  const layers = inLayers([...items, ...bends]);
  for (let sweep = 0; sweep < SWEEPS; sweep++) order(layers, sweep % 2 === 0 ? "above" : "below");

  const widest = Math.max(...layers.map((layer) => layer.length));
  const stepX = NODE.width + NODE.gapX;
  const stepY = NODE.height + NODE.gapY;
  const place = ({ layer, column }: Item): Place => ({
    // Each layer stands in the middle.
    x: (column + (widest - layers[layer].length) / 2 + 0.5) * stepX,
    y: layer * stepY + NODE.height / 2 + 1,
  });
  return {
    width: widest * stepX,
    height: (layers.length - 1) * stepY + NODE.height + 2,
    nodes: items.map(place),
    edges: paths.map(({ from, to, items: along }) => ({ from, to, through: along.map(place) })),
  };
}

/** How far each node is from the top: below all of its inputs, and leaves just above what uses them first. */
function layersOf(graph: TapeGraph): number[] {
  const layers = graph.map(() => 0);
  for (const { id, inputs } of graph) layers[id] = Math.max(-1, ...inputs.map((input) => layers[input])) + 1;
  for (const { id, source } of graph) {
    if (source.kind === "op") continue;
    const users = graph.filter(({ inputs }) => inputs.includes(id)).map((user) => layers[user.id]);
    if (users.length > 0) layers[id] = Math.min(...users) - 1;
  }
  return layers;
}

/** Connects two items, with a bend in each layer between them. */
function connect(from: Item, to: Item, bends: Item[]): Item[] {
  const path = [from];
  for (let layer = from.layer + 1; layer < to.layer; layer++) {
    path.push({ layer, above: [], below: [], column: 0 });
  }
  bends.push(...path.slice(1));
  path.push(to);
  for (let i = 1; i < path.length; i++) {
    path[i].above.push(path[i - 1]);
    path[i - 1].below.push(path[i]);
  }
  return path;
}

function inLayers(items: readonly Item[]): Item[][] {
  const layers: Item[][] = [];
  for (const item of items) {
    layers[item.layer] ??= [];
    item.column = layers[item.layer].push(item) - 1;
  }
  return layers;
}

/** Sorts each layer by where its neighbours on one side are (the barycentre method of Sugiyama, Tagawa and Toda, 1981). */
function order(layers: readonly Item[][], side: "above" | "below"): void {
  for (const layer of side === "above" ? layers : layers.toReversed()) {
    const middle = (item: Item) => {
      const near = item[side];
      return near.length === 0
        ? item.column
        : near.reduce((sum, { column }) => sum + column, 0) / near.length;
    };
    const wanted = new Map(layer.map((item) => [item, middle(item)]));
    layer.sort((a, b) => (wanted.get(a) as number) - (wanted.get(b) as number));
    layer.forEach((item, column) => {
      item.column = column;
    });
  }
}
