import { tensor, zeros } from "@gradiente/core";
import {
  confusionMatrixChart,
  decisionSurface,
  type Figure,
  filters,
  heatMap,
  imageGrid,
  lossSurface,
} from "@gradiente/plot";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { elements, marks, parse, pathParts, textsOf, translation } from "./svg.ts";

interface Bitmap {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): number[];
}

/** The images in a figure, decoded. */
function bitmaps(figure: Figure): Bitmap[] {
  return elements(parse(figure.toSVG()), "image").map((element) => {
    const base64 = element.getAttribute("xlink:href")!.replace("data:image/png;base64,", "");
    const { width, height, channels, data } = decode(Buffer.from(base64, "base64"));
    const at = (x: number, y: number) =>
      Array.from(data.slice((y * width + x) * channels, (y * width + x + 1) * channels));
    return { width, height, at };
  });
}

const seven = (y: number, x: number) => (28 * y + x) / 783;
const ramp = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (_, x) => seven(y, x)));
const light = Array.from({ length: 28 }, () => new Array<number>(28).fill(1));
const dark = Array.from({ length: 28 }, () => new Array<number>(28).fill(0));

describe("imageGrid", () => {
  it("keeps every pixel, row after row, with white between images", () => {
    const [first, second, ...rest] = bitmaps(imageGrid([ramp, dark, light], { columns: 2 }));
    expect(rest).toEqual([]);
    expect([first.width, first.height]).toEqual([28 + 2 + 28, 28]);
    for (let y = 0; y < 28; y++) {
      for (let x = 0; x < 28; x++) {
        expect(first.at(x, y)).toEqual([Math.round(255 * seven(y, x))]);
        expect(first.at(30 + x, y)).toEqual([0]);
      }
      expect([first.at(28, y), first.at(29, y)]).toEqual([[255], [255]]);
    }
    expect([second.width, second.at(0, 0)]).toEqual([28, [255]]);
  });

  it("takes flat images, nested arrays and tensors for the same", () => {
    const flat = [ramp.flat(), dark.flat()];
    const nested = imageGrid([ramp, dark]).toSVG();
    expect(imageGrid(flat).toSVG()).toBe(nested);
    expect(imageGrid(tensor([ramp, dark], { dtype: "float64" })).toSVG()).toBe(nested);
    expect(imageGrid(tensor(flat, { dtype: "float64" }).reshape([2, 1, 28, 28])).toSVG()).toBe(nested);
  });

  it("takes images that are not square by their shape", () => {
    const [bitmap] = bitmaps(imageGrid([[0, 1, 0, 1, 0, 1]], { imageShape: [2, 3] }));
    // Small images are magnified by whole numbers.
    expect([bitmap.width, bitmap.height]).toEqual([24, 16]);
    expect([bitmap.at(7, 0), bitmap.at(8, 0), bitmap.at(0, 8)]).toEqual([[0], [255], [255]]);
  });

  it("puts sets of images into rows, with their labels", () => {
    const rows = [tensor([ramp, dark]), tensor([light, dark])];
    const figure = imageGrid(rows, { rowLabels: ["original", "output"], columnLabels: ["7", "2"] });
    expect(textsOf(parse(figure.toSVG()))).toEqual(["original", "output", "7", "2"]);
    expect(bitmaps(figure).map((bitmap) => [bitmap.at(0, 0), bitmap.at(30, 0)])).toEqual([
      [[0], [0]],
      [[255], [0]],
    ]);
  });

  const beyond = [-0.4, 1.4, ...Array.from({ length: 782 }, (_, i) => (i % 2 === 0 ? 0.25 : 0.75))];

  it("shows noisy images beside clean ones on the scale of these, and says what is cut off", () => {
    const rows = [tensor([beyond]), tensor([dark.flat()])];
    const figure = imageGrid(rows, { rowLabels: ["noisy", "clean"] });
    const [noisy, clean] = bitmaps(figure);
    expect([0, 1, 2, 3].map((x) => noisy.at(x, 0)[0])).toEqual([0, 255, 64, 191]);
    expect(clean.at(0, 0)).toEqual([0]);
    expect(textsOf(parse(figure.toSVG()))).toContain("noisy: cut off below 0 and above 1");
  });

  it("gives each row its own scale where they have nothing in common", () => {
    const activation = Array.from({ length: 784 }, (_, i) => (i % 2 === 0 ? -8 : 8));
    const figure = imageGrid([tensor([dark.flat()]), tensor([activation]), tensor([beyond])]);
    const [clean, active] = bitmaps(figure);
    expect([clean.at(0, 0), active.at(0, 0), active.at(1, 0)]).toEqual([[0], [0], [255]]);
    expect(textsOf(parse(figure.toSVG()))).toEqual(["row 2: cut off below 0 and above 1"]);
    // Without a row from 0 to 1, nothing is cut off.
    const own = imageGrid([tensor([activation]), tensor([beyond])]);
    expect(bitmaps(own)[1].at(2, 0)).toEqual([Math.round((255 * 0.65) / 1.8)]);
    expect(textsOf(parse(own.toSVG()))).toEqual([]);
  });

  it("has one scale for all rows with a legend, and with a range", () => {
    const rows = [tensor([beyond]), tensor([dark.flat()])];
    const grey = (options: object) => bitmaps(imageGrid(rows, options)).map((bitmap) => bitmap.at(0, 0)[0]);
    expect(grey({ legend: true })).toEqual([0, Math.round((255 * 0.4) / 1.8)]);
    expect(grey({ range: [-1, 1] })).toEqual([76, 128]);
  });

  it("has a legend that goes evenly through all colours of the scale", () => {
    const svg = parse(imageGrid([tensor([beyond])], { legend: true }).toSVG());
    const stops = elements(svg, "stop").map((stop) => [
      Number(stop.getAttribute("offset")),
      Number(/^rgb\((\d+),/.exec(stop.getAttribute("stop-color") ?? "")?.[1]),
    ]);
    expect(stops.length).toBeGreaterThanOrEqual(17);
    expect([stops[0], stops[stops.length - 1]]).toEqual([
      [0, 0],
      [1, 255],
    ]);
    for (const [offset, grey] of stops) expect(Math.abs(grey - 255 * offset)).toBeLessThan(1.5);
  });

  it("draws a row of NaN pink, whatever its scale", () => {
    const none = new Float32Array(784).fill(Number.NaN);
    const [row] = bitmaps(imageGrid([tensor([[...none]]), tensor([dark.flat()])]));
    expect(row.at(0, 0)).toEqual([255, 105, 180]);
  });

  it("writes hits and misses under their images, in different colours", () => {
    const captions = ["7", "1, said 7", "0"];
    const svg = parse(
      imageGrid([ramp, light, dark], { captions, correct: [true, false, true], columns: 2 }).toSVG(),
    );
    const texts = elements(svg, "text");
    expect(texts.map((text) => text.textContent)).toEqual(captions);
    const [right, wrong] = ["#00795A", "#D55E00"];
    expect(texts.map((text) => text.getAttribute("fill"))).toEqual([right, wrong, right]);
    expect(texts.map((text) => text.getAttribute("font-weight"))).toEqual(["normal", "bold", "normal"]);
    const places = texts.map(translation);
    expect(places[1][0]).toBeGreaterThan(places[0][0] + 56);
    expect([places[1][1], places[2][0]]).toEqual([places[0][1], places[0][0]]);
  });

  it("leaves as much between rows as between columns, and room for captions under each row", () => {
    const placesOf = (options: object) => {
      const svg = parse(imageGrid([ramp, light, dark, ramp], { columns: 2, ...options }).toSVG());
      const rows = elements(svg, "image").map((image) => {
        const [width, height] = ["width", "height"].map((name) => Number(image.getAttribute(name)));
        return {
          top: translation(image)[1],
          bottom: translation(image)[1] + height,
          pixel: width / (28 + 2 + 28),
        };
      });
      return { rows, texts: elements(svg, "text").map((text) => translation(text)[1]) };
    };
    const { rows } = placesOf({});
    expect(rows[1].top - rows[0].bottom).toBeCloseTo(2 * rows[0].pixel, 3);
    const { rows: above, texts } = placesOf({ captions: ["a", "b", "c", "d"] });
    // Letters of 12 pixels.
    expect(texts[0]).toBeGreaterThan(above[0].bottom + 9);
    expect(texts[0]).toBeLessThan(above[1].top - 3);
    expect(above[1].top - above[0].bottom).toBeLessThan(30);
  });

  it("frames misses that have no captions", () => {
    const frames = marks(
      parse(imageGrid([ramp, dark, light], { correct: [true, false, true] }).toSVG()),
      "mark-rect",
    );
    expect(frames.map((element) => element.getAttribute("stroke"))).toEqual(["#D55E00"]);
    expect(frames[0].getAttribute("d")).toMatch(/^M60,0h56v56/);
  });

  it("spreads pixels over the scale: 0 to 1, or what they span, or what is asked for", () => {
    const corner = (images: number[][], range?: [number, number]) =>
      bitmaps(imageGrid(images, { imageShape: [1, 2], range }))[0].at(0, 0)[0];
    expect(corner([[0.5, 0.6]])).toBe(Math.round(255 * 0.5));
    expect(corner([[50, 100]])).toBe(0);
    expect(corner([[50, 100]], [0, 100])).toBe(Math.round(255 * 0.5));
    expect(corner([[-50, 100]], [0, 100])).toBe(0);
  });

  it("shows NaN in a colour that is no grey", () => {
    const [bitmap] = bitmaps(imageGrid([[Number.NaN, 1]], { imageShape: [1, 2] }));
    expect(bitmap.at(0, 0)).toEqual([255, 105, 180]);
    expect(bitmap.at(bitmap.width - 1, 0)).toEqual([255, 255, 255]);
  });

  it("is small: 200 noisy images stay below 200 KB", () => {
    const noise = (i: number, j: number) => Math.abs(Math.sin(12.9898 * i + 78.233 * j) * 43758.5453) % 1;
    const images = Array.from({ length: 200 }, (_, i) =>
      Array.from({ length: 784 }, (_, j) => (j % 3 === 0 ? noise(i, j) : 0)),
    );
    expect(imageGrid(images, { columns: 20 }).toSVG().length).toBeLessThan(150_000);
  });

  it("shows in PNG what is in the images, sharp", async () => {
    const figure = imageGrid([[0, 1, 1, 0]], { imageShape: [2, 2], imageWidth: 100 });
    const { data, width, channels } = decode(await figure.toPNG({ scale: 1 }));
    const at = (x: number, y: number) => data[(y * width + x) * channels];
    // 12 pixels of margin, then four squares of 50.
    expect([at(20, 20), at(58, 20), at(66, 20), at(20, 70), at(100, 100)]).toEqual([0, 0, 255, 255, 0]);
  });

  it("names what does not fit", () => {
    expect(() => imageGrid(tensor([1, 2]))).toThrow("imageGrid: images are [n, height, width]");
    expect(() => imageGrid([[1, 2, 3]])).toThrow(
      "3 pixels do not make an image; give imageShape: [height, width]",
    );
    expect(() => imageGrid([[1, 2, 3]], { imageShape: [2, 2] })).toThrow(
      "3 pixels do not make an image; imageShape is [2, 2]",
    );
    expect(() => imageGrid([])).toThrow("imageGrid");
    expect(() => imageGrid([[1, 2], [1]] as number[][])).toThrow("not all of the size of the first, [2]");
    expect(() => imageGrid([tensor([ramp]), tensor([ramp, dark])])).toThrow(
      "row 1 has 2 images of 28 x 28, and row 0 has 1 images",
    );
    expect(() => imageGrid([tensor([ramp, dark])], { columns: 1 })).toThrow(
      "imageGrid: columns is 1, but each set is a row of 2 images; leave it out",
    );
    expect(() => imageGrid([ramp], { captions: [] })).toThrow("images has 1 entries, and captions has 0");
    expect(() => imageGrid([ramp], { correct: [true, false] })).toThrow(
      "images has 1 entries, and correct has 2",
    );
    expect(() => imageGrid([ramp, dark], { columns: 1, rowLabels: ["a"] })).toThrow(
      "imageGrid: rows has 2 entries, and rowLabels has 1",
    );
    expect(() => imageGrid([ramp, dark], { columns: 1, columnLabels: ["a", "b"] })).toThrow(
      "imageGrid: columns has 1 entries, and columnLabels has 2",
    );
    expect(() => imageGrid([ramp], { columns: 0 })).toThrow(
      "imageGrid: columns must be a whole number from 1 to 10000, not 0",
    );
    expect(() => imageGrid([ramp], { range: [1, 0] })).toThrow(
      "imageGrid: range must be two finite numbers, [low, high], with low <= high",
    );
    expect(() => imageGrid([[Number.NaN]])).toThrow("imageGrid: images: there is no finite number");
  });
});

describe("filters", () => {
  it("shows weights around zero: white is 0, blue is negative, red is positive", () => {
    const [bitmap] = bitmaps(
      filters(
        tensor([
          [-1, 0],
          [0, 1],
        ]).reshape([1, 1, 2, 2]),
      ),
    );
    const [blue, zero, red] = [
      bitmap.at(0, 0),
      bitmap.at(bitmap.width - 1, 0),
      bitmap.at(bitmap.width - 1, bitmap.height - 1),
    ];
    expect(blue[2]).toBeGreaterThan(blue[0] + 50);
    expect(red[0]).toBeGreaterThan(red[2] + 50);
    expect(Math.min(...zero)).toBeGreaterThan(230);
  });

  it("puts the inputs of a convolution in rows, and takes dense layers", () => {
    const weights = tensor(Array.from({ length: 4 * 3 * 2 * 2 }, (_, i) => i - 24)).reshape([4, 3, 2, 2]);
    const figure = filters(weights);
    expect(textsOf(parse(figure.toSVG()))).toEqual(expect.arrayContaining(["input 0", "input 1", "input 2"]));
    // Output 1's input 2 begins with the weight (1 · 3 + 2) · 4.
    const rows = bitmaps(figure);
    expect(rows).toHaveLength(3);
    const step = 24 + 2;
    const alone = bitmaps(filters(weights.reshape([12, 1, 2, 2]), { columns: 12 }))[0];
    expect(rows[2].at(step, 0)).toEqual(alone.at(5 * step, 0));
    expect(bitmaps(filters(weights.reshape([12, 4])))[0].at(0, 0)).toEqual(alone.at(0, 0));
    expect(() => filters(tensor([1]))).toThrow("images are [n, height, width]");
  });
});

describe("heatMap", () => {
  it("puts row 0 at the top, and the scale's ends at the least and the greatest value", () => {
    const [bitmap] = bitmaps(
      heatMap([
        [0, 1],
        [2, 3],
        [4, 5],
      ]),
    );
    expect([bitmap.width, bitmap.height]).toEqual([2, 3]);
    // Viridis: from dark blue to yellow.
    expect(bitmap.at(0, 0)).toEqual([68, 1, 84]);
    expect(bitmap.at(1, 2)).toEqual([253, 231, 37]);
  });

  it("has cells of at most three times their width in height", () => {
    const heightOf = (rows: number, columns: number) => {
      const matrix = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => i + j));
      return Number(elements(parse(heatMap(matrix).toSVG()), "image")[0].getAttribute("height"));
    };
    expect(heightOf(2, 2)).toBe(2 * 40);
    // Cells of 4 pixels are the narrowest.
    expect(heightOf(2, 100)).toBe(2 * 12);
    expect(heightOf(100, 2)).toBe(100 * 4);
  });

  it("is white at zero where there are values on both sides", () => {
    const [bitmap] = bitmaps(heatMap([[-1, 0, 4]]));
    expect(Math.min(...bitmap.at(1, 0))).toBeGreaterThan(230);
    const [blue, red] = [bitmap.at(0, 0), bitmap.at(2, 0)];
    expect(blue[2]).toBeGreaterThan(blue[0]);
    expect(red[0]).toBeGreaterThan(red[2] + 100);
  });

  it("shows what is missing in grey, by name and number", () => {
    const figure = heatMap(
      [
        [Number.NaN, 1, 2],
        [3, Number.NaN, 5],
      ],
      { missingLabel: "constant pixel" },
    );
    const [bitmap] = bitmaps(figure);
    expect([bitmap.at(0, 0), bitmap.at(1, 1)]).toEqual([
      [208, 208, 208],
      [208, 208, 208],
    ]);
    expect(textsOf(parse(figure.toSVG()))).toContain("constant pixel (2)");
    expect(
      textsOf(parse(heatMap([[1, 2]], { missingLabel: "constant pixel" }).toSVG())).join(),
    ).not.toContain("constant");
  });

  it("says values, and names of rows and columns", () => {
    const labels = { rowLabels: ["age", "fare"], columnLabels: ["class", "sex"] };
    const texts = textsOf(
      parse(
        heatMap(
          [
            [1, -0.25],
            [0.5, Number.NaN],
          ],
          { ...labels, decimals: 2 },
        ).toSVG(),
      ),
    );
    for (const text of ["age", "fare", "class", "sex", "1.00", "−0.25", "0.50"])
      expect(texts).toContain(text);
    expect(texts.filter((text) => /^−?\d\.\d\d$/.test(text))).toHaveLength(3);
  });

  it("draws one value for all", () => {
    expect(bitmaps(heatMap([[2, 2]]))[0].at(0, 0)).toEqual(bitmaps(heatMap([[2, 2]]))[0].at(1, 0));
  });

  it("names what does not fit", () => {
    expect(() => heatMap([])).toThrow("heatMap: matrix: there is nothing to draw: 0 rows, 0 columns");
    expect(() => heatMap([[1, 2], [3]])).toThrow("heatMap: matrix: row 1 has 1 numbers, and row 0 has 2");
    expect(() => heatMap(tensor([1, 2]))).toThrow(
      "heatMap: matrix: two axes, [rows, columns], not [2]; reshape it",
    );
    expect(() => heatMap([[Number.NaN]])).toThrow("heatMap: matrix: there is no finite number");
    expect(() => heatMap([[1]], { rowLabels: [] })).toThrow("rows has 1 entries, and rowLabels has 0");
    expect(() => heatMap([[1]], { range: [1, 0] })).toThrow(
      "heatMap: range must be two finite numbers, [low, high], with low <= high, not [1, 0]",
    );
  });
});

describe("confusionMatrixChart", () => {
  it("has cells of a size to be seen beside other figures, however few", () => {
    const sizeOf = (classes: number, count = 1) => {
      const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(count));
      const [cell] = marks(parse(confusionMatrixChart(counts).toSVG()), "mark-rect");
      const [, across, down] = /h([\d.]+)v([\d.]+)h/.exec(cell.getAttribute("d") ?? "") ?? [];
      return [Number(across), Number(down)];
    };
    expect(sizeOf(2)).toEqual([110, 110]);
    expect(sizeOf(3)[0]).toBeCloseTo(220 / 3, 1);
    expect(sizeOf(10)).toEqual([38, 38]);
    // Counts of a million and more: nine characters. Each takes eight pixels at most.
    expect(sizeOf(4, 1_234_567)).toEqual([84, 84]);
  });

  const counts = [
    [8, 2, 0],
    [1, 9, 0],
    [0, 0, 10],
  ];

  it("says every count in its place, and the accuracy", () => {
    const svg = parse(confusionMatrixChart(counts, { labels: ["a", "b", "c"] }).toSVG());
    const texts = marks(svg, "mark-text");
    expect(texts.map((text) => text.textContent)).toEqual(counts.flat().map(String));
    const places = texts.map(translation);
    // Row after row: the same height in a row, the same place from the left in a column.
    for (let i = 0; i < 9; i++) {
      expect(places[i][1]).toBe(places[i - (i % 3)][1]);
      expect(places[i][0]).toBe(places[i % 3][0]);
    }
    expect(places[3][1]).toBeGreaterThan(places[0][1]);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(["accuracy 0.9000 (27 of 30)", "true class", "predicted class"]),
    );
  });

  it("is the darker the larger the share of the row, white for nothing, and readable", () => {
    const svg = parse(
      confusionMatrixChart([
        [0, 1, 9],
        [50, 50, 0],
        [0, 0, 1],
      ]).toSVG(),
    );
    const fills = marks(svg, "mark-rect")
      .slice(0, 9)
      .map((cell) => cell.getAttribute("fill")!);
    const redOf = (fill: string) => Number.parseInt(fill.slice(1, 3), 16);
    expect(fills[0]).toBe("#ffffff");
    expect(redOf(fills[1])).toBeGreaterThan(redOf(fills[3]));
    expect(redOf(fills[3])).toBeGreaterThan(redOf(fills[2]));
    expect(redOf(fills[2])).toBeGreaterThan(redOf(fills[8]));
    expect(fills[3]).toBe(fills[4]);
    const inks = marks(svg, "mark-text").map((text) => text.getAttribute("fill"));
    expect([inks[1], inks[8]]).toEqual(["#222222", "#FFFFFF"]);
  });

  it("names what is no table of counts", () => {
    expect(() => confusionMatrixChart([[1, 2]])).toThrow(
      "confusionMatrixChart: as many rows as columns, not [1, 2]",
    );
    expect(() =>
      confusionMatrixChart([
        [1, 2],
        [0.5, 1],
      ]),
    ).toThrow("0.5 in row 1, column 0 is not a count");
    expect(() => confusionMatrixChart([[-1]])).toThrow("-1 in row 0, column 0");
    expect(() => confusionMatrixChart([[1]], { labels: ["a", "b"] })).toThrow(
      "counts has 1 entries, and labels has 2",
    );
  });
});

describe("decisionSurface", () => {
  const points = [
    [-1, 0],
    [1, 0],
  ];
  const step = (x: { toTypedArray(): ArrayLike<number> }) =>
    tensor(
      Array.from(x.toTypedArray())
        .filter((_, i) => i % 2 === 0)
        .map((value) => 1 / (1 + Math.exp(-8 * value))),
    );
  const ranges = { xRange: [-2, 2], yRange: [-1, 1], width: 200, height: 100, resolution: 40 } as const;

  it("colours each side by its class, with the boundary where the scores meet", () => {
    const figure = decisionSurface(step, points, [0, 1], ranges);
    const [bitmap] = bitmaps(figure);
    // Three pixels for each of 42 places: one is outside the panel on each side.
    expect([bitmap.width, bitmap.height]).toEqual([126, 126]);
    const [blue, orange, middle] = [bitmap.at(3, 60), bitmap.at(122, 60), bitmap.at(63, 60)];
    expect(blue[2]).toBeGreaterThan(blue[0] + 40);
    expect(orange[0]).toBeGreaterThan(orange[2] + 40);
    expect(Math.min(...middle)).toBeGreaterThan(Math.min(...orange));
    const svg = parse(figure.toSVG());
    const boundary = pathParts(marks(svg, "mark-shape")[0]).flat();
    const inside = boundary.filter(([x, y]) => x > 0 && x < 200 && y > 0 && y < 100);
    expect(inside.length).toBeGreaterThan(10);
    for (const [x] of inside) expect(x).toBeCloseTo(100, 0);
    expect(marks(svg, "mark-symbol").map(translation)).toEqual([
      [50, 50],
      [150, 50],
    ]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["class 0", "class 1"]));
  });

  it("is upright: what is above is drawn above", () => {
    const up = (x: { toTypedArray(): ArrayLike<number> }) => {
      const ys = Array.from(x.toTypedArray()).filter((_, i) => i % 2 === 1);
      return tensor(ys.map((y) => [y < 0 ? 1 : 0, y < 0 ? 0 : 1]));
    };
    const [bitmap] = bitmaps(decisionSurface(up, points, [0, 1], ranges));
    const [top, bottom] = [bitmap.at(60, 3), bitmap.at(60, 122)];
    expect(top[0]).toBeGreaterThan(top[2]);
    expect(bottom[2]).toBeGreaterThan(bottom[0]);
  });

  it("takes [n], [n, 1] and two scores a point for the same, and a threshold for logits", () => {
    const column = decisionSurface(
      (x) => step(x).reshape([-1, 1]),
      points,
      tensor([[0], [1]]),
      ranges,
    ).toSVG();
    expect(column).toBe(decisionSurface(step, points, [0, 1], ranges).toSVG());
    const shifted = decisionSurface((x) => step(x).sub(0.5), points, [0, 1], { ...ranges, threshold: 0 });
    expect(bitmaps(shifted)[0].at(1, 20)).toEqual(
      bitmaps(decisionSurface(step, points, [0, 1], ranges))[0].at(1, 20),
    );
  });

  it("shows class 1 where a score is just at the threshold, and class 0 just below", () => {
    const colourAt = (score: number) =>
      bitmaps(decisionSurface((x) => x.slice([null, 0]).mul(0).add(score), points, [0, 1], ranges))[0].at(
        9,
        9,
      );
    expect(colourAt(0.5)).toEqual(colourAt(1));
    expect(colourAt(0.499)).toEqual(colourAt(0));
    expect(colourAt(0)).not.toEqual(colourAt(1));
  });

  it("asks with float32 points of the plane, once, and again near the boundary alone", () => {
    const shapes: unknown[] = [];
    const asked: number[] = [];
    decisionSurface(
      (x) => {
        shapes.push([x.dtype, ...x.shape]);
        asked.push(...Array.from(x.toTypedArray()).filter((_, i) => i % 2 === 0 && shapes.length === 2));
        return step(x);
      },
      points,
      [0, 1],
      { ...ranges, resolution: 40 },
    );
    // Two columns of places on each side of the boundary, and nine for each place.
    expect(shapes).toEqual([
      ["float32", 42 * 42, 2],
      ["float32", 4 * 42 * 9, 2],
    ]);
    for (const x of asked) expect(Math.abs(x)).toBeLessThan(0.2);
    shapes.length = 0;
    const sure = (x: { shape: readonly number[] }) => {
      shapes.push(x.shape);
      return tensor(new Float32Array(x.shape[0]));
    };
    decisionSurface(sure, points, [0, 1], { resolution: 10 });
    expect(shapes).toEqual([[144, 2]]);
  });

  it("draws thin regions of a sure classifier whole and smooth", () => {
    // A ring, as thin as a place, whose scores are 0 or 1 and nothing between.
    const [inner, outer] = [0.6, 0.65];
    const ring = (x: { toTypedArray(): ArrayLike<number> }) => {
      const flat = Array.from(x.toTypedArray());
      const radii = flat.flatMap((value, i) => (i % 2 === 0 ? [Math.hypot(value, flat[i + 1])] : []));
      return tensor(radii.map((radius) => (radius > inner && radius < outer ? 1 : 0)));
    };
    const square = { xRange: [-1, 1], yRange: [-1, 1], width: 200, height: 200, resolution: 40 } as const;
    const svg = parse(decisionSurface(ring, points, [0, 1], square).toSVG());
    const parts = pathParts(marks(svg, "mark-shape")[0]);
    // One edge inside, one outside, and each in one piece.
    expect(parts).toHaveLength(2);
    for (const part of parts) {
      const radii = part.map(([x, y]) => Math.hypot(x - 100, y - 100) / 100);
      const edge = radii[0] < (inner + outer) / 2 ? inner : outer;
      // Within two pixels; a place is five wide.
      for (const radius of radii) expect(Math.abs(radius - edge)).toBeLessThan(0.02);
    }
  });

  it("names what does not fit", () => {
    expect(() => decisionSurface(step, [[1, 2, 3]], [0])).toThrow("points are [samples, 2], not [1, 3]");
    expect(() => decisionSurface(step, points, [0])).toThrow("points has 2 entries, and labels has 1");
    expect(() => decisionSurface(step, points, [0, 0.5])).toThrow("label 1 is 0.5");
    expect(() => decisionSurface(() => tensor([1, 2]), points, [0, 1])).toThrow(
      /the scores are \[\d+\] or .* not \[2\]/,
    );
    expect(() => decisionSurface((x) => step(x).reshape([-1, 1, 1]), points, [0, 1])).toThrow(
      /the scores are \[\d+\] or .* not \[\d+, 1, 1\]/,
    );
    expect(() => decisionSurface((x) => step(x).mul(Number.NaN), points, [0, 1])).toThrow(
      "the score of place 0 is NaN",
    );
    expect(() => decisionSurface(step, points, [0, 3], { classes: ["a", "b"] })).toThrow(
      "has 4 entries, and classes has 2",
    );
  });
});

describe("lossSurface", () => {
  const ranges = { xRange: [0, 4], yRange: [0, 2], width: 200, height: 100 } as const;

  it("is dark where the loss is low, upright, with lines of equal loss around", () => {
    const figure = lossSurface((x, y) => (x - 1) ** 2 + (y - 1.5) ** 2, {
      ...ranges,
      resolution: 40,
      levels: 3,
    });
    const [bitmap] = bitmaps(figure);
    const brightness = (x: number, y: number) => bitmap.at(x, y).reduce((sum, value) => sum + value);
    // x = 1 is at a quarter, y = 1.5 at a quarter from the top.
    expect(brightness(11, 11)).toBeLessThan(brightness(11, 38));
    expect(brightness(11, 11)).toBeLessThan(brightness(38, 11));
    expect(marks(parse(figure.toSVG()), "mark-shape")).toHaveLength(3);
  });

  it("has room for the numbers of its colours in a small panel too", () => {
    const small = { xRange: [-1, 1], yRange: [-1, 1], width: 150, height: 110, resolution: 10 } as const;
    const svg = parse(lossSurface((x, y) => x * x + y, small).toSVG());
    const bar = elements(svg, "path").find((path) => path.getAttribute("fill")?.startsWith("url("));
    expect(bar?.getAttribute("d")).toMatch(/^M0,0h12v60/);
  });

  it("draws lines of equal loss where the loss is equal", () => {
    const bowl = (x: number, y: number) => (x - 1) ** 2 + (y - 1.5) ** 2;
    const svg = parse(lossSurface(bowl, { ...ranges, resolution: 40, levels: 60 }).toSVG());
    // The first one is a ring around the minimum, at (50, 25); the rest of its outline is outside.
    const distances = pathParts(marks(svg, "mark-shape")[0])
      .flat()
      .filter(([x, y]) => x > 0 && x < 200 && y > 0 && y < 100)
      .map(([x, y]) => Math.hypot(x - 50, y - 25));
    expect(distances.length).toBeGreaterThan(20);
    expect(Math.max(...distances)).toBeLessThan(25);
    expect(Math.max(...distances) - Math.min(...distances)).toBeLessThan(1);
  });

  it("draws the path in order, from its first to its last point", () => {
    const path = [
      [0, 0],
      [2, 1],
      [4, 2],
    ];
    const svg = parse(lossSurface((x) => x, { ...ranges, path, minimum: [1, 1] }).toSVG());
    expect(pathParts(marks(svg, "mark-line")[0])).toEqual([
      [
        [0, 100],
        [100, 50],
        [200, 0],
      ],
    ]);
    const [first, last, minimum] = marks(svg, "mark-symbol");
    expect([first, last, minimum].map(translation)).toEqual([
      [0, 100],
      [200, 0],
      [50, 50],
    ]);
    expect(first.getAttribute("fill")).toBe("#FFFFFF");
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["loss", "descent from the white dot", "minimum"]));
  });

  it("takes values on a grid, row 0 at the least y, and shows what is not finite in grey", () => {
    const figure = lossSurface(
      [
        [0, 1],
        [2, Number.NaN],
      ],
      ranges,
    );
    const [bitmap] = bitmaps(figure);
    expect(bitmap.at(1, 0)).toEqual([208, 208, 208]);
    expect(bitmap.at(0, 1)).toEqual([68, 1, 84]);
    expect(bitmap.at(0, 0)).toEqual([253, 231, 37]);
    expect(textsOf(parse(figure.toSVG()))).toContain("not finite");
  });

  it("spaces colours by factors on a logarithmic scale", () => {
    const [bitmap] = bitmaps(lossSurface([[1, 10, 100]], { ...ranges, logScale: true }));
    const [same] = bitmaps(lossSurface([[0, 1, 2]], ranges));
    expect([0, 1, 2].map((x) => bitmap.at(x, 0))).toEqual([0, 1, 2].map((x) => same.at(x, 0)));
  });

  it("names what does not fit", () => {
    expect(() => lossSurface(() => Number.NaN, ranges)).toThrow(
      "lossSurface: loss: there is no finite number",
    );
    expect(() => lossSurface((x) => x - 1, { ...ranges, logScale: true })).toThrow(
      /positive values, and the least is -1/,
    );
    expect(() => lossSurface((x) => x, { ...ranges, path: [[1, 2, 3]] })).toThrow(
      "path is [steps, 2], not [1, 3]",
    );
  });
});

it("more numbers than a figure has room for are refused by name, before they are read", () => {
  const told = /numbers are too many for a figure: at most 4,194,304; draw a part of them, or means/;
  const many = zeros([]).expand([20_000, 28, 28]);
  expect(() => imageGrid(many)).toThrow(/^imageGrid.*: 15,680,000 numbers/);
  expect(() => imageGrid(many)).toThrow(told);
  expect(() => heatMap(zeros([]).expand([2 ** 20, 2 ** 20]))).toThrow(told);
  expect(() => heatMap(Array.from({ length: 2100 }, () => new Float32Array(2000)))).toThrow(told);
  expect(() => confusionMatrixChart(zeros([201, 201]))).toThrow(
    "confusionMatrixChart: 201 classes are too many for counts that can be read: at most 200; heatMap draws more",
  );
});
