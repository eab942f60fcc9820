import type { Mark } from "vega";
import { extent } from "../input/data.ts";
import { picture } from "../render/image.ts";
import type { Rgb } from "./style.ts";

/** The values of a function at the centres of cells. Row 0 is at the smallest y. */
export interface Cells {
  readonly columns: number;
  readonly rows: number;
  /** The values, row by row. */
  readonly values: readonly number[];
}

/**
 * The size of a panel, and the number of cells outside it on each side. Contours close along the edge of the cells, which
 * is then not visible.
 */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly beyond: number;
}

/** The centres of a grid of cells, `[n, 2]`, from the smallest x and y: `resolution` along each side of the panel. */
export function cellCentres(
  [left, right]: readonly [number, number],
  [bottom, top]: readonly [number, number],
  resolution: number,
  beyond: number,
): [x: number, y: number][] {
  const side = resolution + 2 * beyond;
  return Array.from({ length: side * side }, (_, i) => {
    const column = (i % side) - beyond + 0.5;
    const row = Math.floor(i / side) - beyond + 0.5;
    return [left + ((right - left) * column) / resolution, bottom + ((top - bottom) * row) / resolution];
  });
}

/** An image of cells that fills a panel. */
export function cellsImage(
  { columns, rows }: Pick<Cells, "columns" | "rows">,
  colourAt: (index: number) => Rgb,
  placement: Placement,
  smooth = true,
): Mark {
  const image = picture(columns, rows, (x, y) => colourAt((rows - 1 - y) * columns + x));
  const { x, y, stepX, stepY } = steps(columns, rows, placement);
  return imageMark(image, { x, y, width: stepX * columns, height: stepY * rows }, smooth);
}

/** An image in a rectangle. */
export function imageMark(
  image: ReturnType<typeof picture>,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  smooth: boolean,
): Mark {
  return {
    type: "image",
    encode: {
      enter: {
        x: { value: x },
        y: { value: y },
        width: { value: width },
        height: { value: height },
        aspect: { value: false },
        smooth: { value: smooth },
        image: { value: image },
      },
    },
  } as unknown as Mark;
}

/** Lines of equal value. A value that is not finite counts as the largest. */
export function contourLines(
  cells: Cells,
  levels: readonly number[],
  placement: Placement,
  { colour, strokeWidth, opacity = 1 }: { colour: string; strokeWidth: number; opacity?: number },
): Mark {
  const { columns, rows, values } = cells;
  const [, highest] = extent("contours", values);
  const topFirst = Array.from({ length: rows * columns }, (_, i) => {
    const value = values[(rows - 1 - Math.floor(i / columns)) * columns + (i % columns)];
    return Number.isFinite(value) ? value : highest;
  });
  const { x, y, stepX, stepY } = steps(columns, rows, placement);
  const grid = { width: columns, height: rows, values: topFirst, scale: [stepX, stepY], translate: [x, y] };
  return {
    type: "group",
    data: [
      {
        name: "contours",
        values: [{ grid }],
        transform: [{ type: "isocontour", field: "grid", thresholds: [...levels] }],
      },
    ],
    marks: [
      {
        type: "shape",
        from: { data: "contours" },
        encode: {
          enter: {
            stroke: { value: colour },
            strokeWidth: { value: strokeWidth },
            strokeOpacity: { value: opacity },
          },
        },
        transform: [{ type: "geoshape", field: "datum.contour" }],
      },
    ],
  } as unknown as Mark;
}

function steps(columns: number, rows: number, { width, height, beyond }: Placement) {
  const stepX = width / (columns - 2 * beyond);
  const stepY = height / (rows - 2 * beyond);
  return { x: -beyond * stepX, y: -beyond * stepY, stepX, stepY };
}
