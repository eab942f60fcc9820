import { tensor, Variable, zeros } from "@gradiente/core";
import { Dense } from "@gradiente/nn";
import {
  barChart,
  confusionMatrixChart,
  decisionSurface,
  drawGraph,
  drawNetwork,
  type Figure,
  heatMap,
  histogram,
  imageGrid,
  line,
  lossSurface,
  scatterChart,
  weightHistograms,
} from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { colourOf, hex } from "../src/parts/style.ts";

/* How the marks of charts look: sizes, colours and opacities, on both sides of each number on which they depend. */

interface Drawn {
  readonly type: string;
  readonly encode?: { readonly enter?: Readonly<Record<string, { readonly value?: unknown }>> };
  readonly marks?: readonly Drawn[];
}

/** The marks of one kind in a figure, each as its constant attributes. */
function looksOf(figure: Figure, type: string): Record<string, unknown>[] {
  const inside = (marks: readonly Drawn[] = []): readonly Drawn[] =>
    marks.flatMap((mark) => [mark, ...inside(mark.marks)]);
  return inside((figure.scope as unknown as Drawn).marks)
    .filter((mark) => mark.type === type)
    .map(({ encode }) =>
      Object.fromEntries(
        Object.entries(encode?.enter ?? {}).flatMap(([name, { value }]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
    );
}

describe("points", () => {
  it.each([
    [200, 45, 0.9],
    [201, 45, 0.6],
    [500, 45, 0.6],
    [501, 16, 0.6],
  ])("%i of them have a size of %i and an opacity of %d", (count, size, fillOpacity) => {
    const numbers = Array.from({ length: count }, (_, i) => i);
    const look = { size, fill: "#0072B2", fillOpacity };
    expect(looksOf(scatterChart({ x: numbers, y: numbers }), "symbol")).toEqual([look]);
  });

  it("between two gaps are drawn in the colour of their line", () => {
    const [symbol] = looksOf(line([1, Number.NaN, 2, Number.NaN, 3, 4]), "symbol");
    expect(symbol).toEqual({ size: 25, stroke: "#0072B2", strokeWidth: 1.5, fill: "#0072B2" });
    expect(looksOf(line([1, 2, Number.NaN, 3, 4]), "symbol")).toEqual([]);
  });

  it("of a plane have a white edge", () => {
    const plane = { xRange: [-1, 1], yRange: [-1, 1], resolution: 4 } as const;
    const figure = decisionSurface((x) => x.slice([null, 0]), [[-1, 0], [1, 0]], [0, 1], plane); // biome-ignore format: points
    expect(looksOf(figure, "symbol")).toEqual([{ size: 36, stroke: "#FFFFFF", strokeWidth: 0.8 }]);
  });

  it("of a descent are its ends and the minimum", () => {
    const plane = { xRange: [-1, 1], yRange: [-1, 1], resolution: 4 } as const;
    const path = [[-1, 0], [0.5, 0.5]]; // biome-ignore format: points
    const figure = lossSurface((x, y) => x * x + y * y, { ...plane, path, minimum: [0, 0] });
    const edge = { stroke: "#222222", strokeWidth: 1 };
    const [{ stroke: pathColour }] = looksOf(figure, "line");
    expect(looksOf(figure, "symbol")).toEqual([
      { x: -1, y: 0, shape: "circle", size: 60, fill: "#FFFFFF", ...edge },
      { x: 0.5, y: 0.5, shape: "circle", size: 60, fill: pathColour, ...edge },
      { x: 0, y: 0, shape: "cross", size: 90, fill: "#FFFFFF", ...edge },
    ]);
    expect(looksOf(figure, "shape")).toEqual([{ stroke: "#FFFFFF", strokeWidth: 0.8, strokeOpacity: 0.6 }]);
  });
});

describe("lines", () => {
  it("are two pixels wide, and three more for each that lies on them", () => {
    const looks = looksOf(line({ a: [1, 2], b: [1, 2], c: [1, 2] }), "line");
    expect(looks).toEqual([
      { stroke: "#0072B2", strokeWidth: 8, strokeJoin: "round" },
      { stroke: "#E69F00", strokeWidth: 5, strokeJoin: "round" },
      { stroke: "#009E73", strokeWidth: 2, strokeJoin: "round" },
    ]);
  });
});

describe("bars", () => {
  it("have whiskers and small numbers", () => {
    const figure = barChart({ a: [1, 2, 3], b: 1 }, { decimals: 0 });
    expect(looksOf(figure, "rule")).toEqual([{ stroke: "#222222", strokeWidth: 1.5 }]);
    expect(looksOf(figure, "text")).toEqual([{ align: "center", fontSize: 11, fill: "#222222" }]);
  });

  it("of a histogram are nearly opaque, and those of several see through", () => {
    const opacities = (figure: Figure) =>
      looksOf(figure, "rect").map(({ fill, fillOpacity }) => [fill, fillOpacity]);
    expect(opacities(histogram([1, 2]))).toEqual([["#0072B2", 0.9]]);
    expect(opacities(histogram({ a: [1, 2], b: [1, 2] }))).toEqual([["#0072B2", 0.5], ["#E69F00", 0.5]]); // biome-ignore format: pairs
  });

  it("of histograms over each other get lighter from row to row, and reach above their row", () => {
    const rows = (count: number) =>
      looksOf(weightHistograms(Array.from({ length: count }, () => [0, 1]), { bins: 2, width: 100, height: 120 }), "path"); // biome-ignore format: a line
    const look = { fillOpacity: 0.75, stroke: "#FFFFFF", strokeWidth: 0.8 };
    // Half of the values in each of two bins: both as high as 1.6 rows.
    expect(rows(1)).toEqual([
      {
        path: "M0,120L0,-72L50,-72L50,-72L100,-72L100,120Z",
        fill: hex(colourOf("sequential")(0.3)),
        ...look,
        description: "epoch 0",
      },
    ]);
    const [first, second] = rows(2);
    expect([first.path, second.path]).toEqual([
      "M0,60L0,-36L50,-36L50,-36L100,-36L100,60Z",
      "M0,120L0,24L50,24L50,24L100,24L100,120Z",
    ]);
    expect([first.fill, second.fill]).toEqual([0.1, 0.8].map((share) => hex(colourOf("sequential")(share))));
    expect([first.description, second.description]).toEqual(["epoch 0", "epoch 1"]);
  });
});

describe("cells", () => {
  it("have numbers of 12 pixels, in confusion matrices of 15 where there is room", () => {
    const sizeOf = (figure: Figure) => looksOf(figure, "text").map(({ fontSize }) => fontSize);
    const ofWidth = (width: number) => sizeOf(confusionMatrixChart([[1, 2], [3, 4]], { width, height: 200 })); // biome-ignore format: a matrix
    expect([ofWidth(120), ofWidth(119)]).toEqual([[15], [12]]);
    expect(sizeOf(heatMap([[1]], { decimals: 1 }))).toEqual([12]);
  });

  it("that are wrong images without captions have frames of three pixels", () => {
    const images = zeros([3, 2, 2]);
    const frames = looksOf(
      imageGrid(images, { correct: [true, false, false], columns: 2, imageWidth: 24 }),
      "rect",
    );
    // An image of two pixels is magnified to 24, and two of them are between two images.
    const look = { width: 24, height: 24, stroke: "#D55E00", strokeWidth: 3 };
    expect(frames).toEqual([{ x: 26, y: 0, ...look }, { x: 0, y: 26, ...look }]); // biome-ignore format: frames
    expect(
      looksOf(imageGrid(images, { correct: [true, false, false], captions: ["a", "b", "c"] }), "rect"),
    ).toEqual([]);
  });
});

describe("graphs and networks", () => {
  it("have boxes with round corners, thin arrows, and neurons of a radius of 9", () => {
    const graph = drawGraph(new Variable(tensor([1, 2])).square());
    expect(looksOf(graph, "rect")).toEqual([{ cornerRadius: 4 }]);
    expect(looksOf(graph, "path")).toEqual([{ stroke: "#999999", strokeWidth: 1.2 }, { fill: "#666666" }]); // biome-ignore format: paths
    const network = drawNetwork(new Dense(2, 1));
    expect(looksOf(network, "symbol")).toEqual([{ size: Math.PI * 81, stroke: "#222222", strokeWidth: 1 }]);
    expect(looksOf(network, "rule")).toEqual([{ strokeOpacity: 0.8 }]);
    expect(
      looksOf(network, "text").every(({ baseline, fontSize }) => baseline === "middle" && fontSize === 12),
    ).toBe(true);
  });
});
