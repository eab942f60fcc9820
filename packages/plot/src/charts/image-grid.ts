import { ShapeError } from "@gradiente/core";
import { aBoolean, check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Mark } from "vega";
import type { Figure } from "../figure.ts";
import { isValues, sameLength, type Values } from "../input/data.ts";
import { type Images, type Pictures, toPictures } from "../input/images.ts";
import { aColourScale, aRange, aSize, aText, someColumns, someTexts } from "../input/options.ts";
import { notesOf, type Range, rangesOf } from "../parts/image-ranges.ts";
import { colourBar } from "../parts/legend.ts";
import { figureOf } from "../parts/panel.ts";
import { type ColourScale, colourOf, colours, type Rgb, rgbOf } from "../parts/style.ts";
import { imageMark } from "../parts/surface.ts";
import { type PlacedText, textMark } from "../parts/texts.ts";
import { picture } from "../render/image.ts";
import { textWidth } from "../render/text-width.ts";

/** Options of {@link imageGrid}. */
export interface ImageGridOptions {
  /** The title above the figure. Default: none. */
  readonly title?: string;
  /**
   * The number of images in a row. Default: so many that the grid is about twice as wide as high. Of several sets, each
   * has a row of its own.
   */
  readonly columns?: number;
  /** Height and width of flat images. Default: flat images are square. */
  readonly imageShape?: readonly [number, number];
  /** The width of an image, in pixels. Default: 56, or as wide as the widest caption or column label. */
  readonly imageWidth?: number;
  /** A line under each image, such as its label and prediction. Default: none. */
  readonly captions?: readonly string[];
  /** Whether each image is right. It colours the captions. Without captions, wrong images have a frame. Default: none. */
  readonly correct?: readonly boolean[];
  /** The labels to the left of rows. Default: none. */
  readonly rowLabels?: readonly string[];
  /** The labels above columns. Default: none. */
  readonly columnLabels?: readonly string[];
  /** The colour scale. Default: "grey". */
  readonly colours?: ColourScale;
  /**
   * The values at the ends of the colour scale. Default: 0 and 1 if all pixels are between them and some differ by a shade
   * (1/255), else the smallest and the largest value. In a list of rows, each row has its own scale; but beside a row from 0 to 1, one that is near it, such
   * as the same images with noise, has the scale from 0 to 1 too, and what is beyond is cut off, which a note says. All
   * rows have one scale with a legend or the diverging colours.
   */
  readonly range?: readonly [number, number];
  /** Whether there is a legend with the values of the colours. Default: false. */
  readonly legend?: boolean;
}

interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly imageHeight: number;
  readonly imageWidth: number;
  /** The number of pixels of the file per pixel of an image, along each side. */
  readonly magnified: number;
}

const name = "imageGrid";

/** What the options of all grids of images must be. */
export const WEIGHTS = {
  title: aText,
  columns: someColumns,
  imageShape: check<readonly [number, number]>(
    "[height, width], two positive whole numbers",
    (value) =>
      Array.isArray(value) &&
      value.length === 2 &&
      Array.from(value).every((each) => Number.isSafeInteger(each) && each > 0),
  ),
  imageWidth: aSize,
  rowLabels: someTexts,
  columnLabels: someTexts,
};

const GRID = declareOptions<ImageGridOptions>({
  ...WEIGHTS,
  captions: someTexts,
  correct: check(
    "a list of true and false",
    (value) => Array.isArray(value) && Array.from(value).every((each) => typeof each === "boolean"),
  ),
  colours: aColourScale,
  range: aRange,
  legend: aBoolean,
});

/** The white between images, in pixels of the images. Small images are magnified to about `fine` pixels first. */
const gap = 2;
const fine = 24;
const captionHeight = 18;
const fontSize = 12;

/**
 * Draws images in rows and columns, with captions. Several sets of images have a row each, such as originals above
 * reconstructions. A pixel that is NaN is pink, so that it does not look black.
 *
 * @param images - Images `[n, height, width]`, `[n, 1, height, width]` or `[n, height * width]`; or a list of tensors of
 * such shapes, one per row.
 * @throws ShapeError if the numbers of images, captions or labels do not fit together.
 * @throws RangeError if there is no finite pixel, or if an option is out of its range.
 * @example
 * ```ts
 * import { rand } from "@gradiente/core";
 * import { imageGrid } from "@gradiente/plot";
 *
 * const images = rand([2, 8, 8]);
 * imageGrid(images, { captions: ["7", "2 (said 3)"], correct: [true, false] }).toSVG();
 * imageGrid([images, images.mul(0.5)], { rowLabels: ["original", "darker"] }).toSVG();
 * ```
 */
export function imageGrid(images: Images | readonly Values[], options?: ImageGridOptions): Figure {
  return gridOf(images, optionsOf(name, options, GRID));
}

/** The grid, of options that have been checked. */
export function gridOf(images: Images | readonly Values[], options: ImageGridOptions): Figure {
  const { pictures, columns, setLength } = arranged(images, options);
  const layout = layoutOf(pictures, columns, options);
  const { title, captions, correct, rowLabels, columnLabels, colours: scale = "grey" } = options;
  const ranges = rangesOf(pictures, setLength, options);
  const rows = Array.from({ length: layout.rows }, (_, row) =>
    rowImage(pictures, row, layout, shadeOf(scale, ranges[Math.min(row, ranges.length - 1)])),
  );
  const texts = [
    ...(captions ?? []).map((text, i): PlacedText => {
      const isWrong = correct?.[i] === false;
      return {
        x: (i % columns) * layout.cellWidth + layout.imageWidth / 2,
        y: Math.floor(i / columns) * layout.cellHeight + layout.imageHeight + captionHeight / 2,
        text,
        align: "center",
        bold: isWrong,
        colour: correct === undefined ? colours.ink : isWrong ? colours.wrong : colours.right,
      };
    }),
    ...(rowLabels ?? []).map(
      (text, row): PlacedText => ({
        ...labelStyle,
        x: -10,
        y: row * layout.cellHeight + layout.imageHeight / 2,
        text,
        align: "right",
      }),
    ),
    ...(columnLabels ?? []).map(
      (text, column): PlacedText => ({
        ...labelStyle,
        x: column * layout.cellWidth + layout.imageWidth / 2,
        y: -10,
        text,
        align: "center",
      }),
    ),
  ];
  return figureOf({
    title,
    notes: notesOf(pictures, setLength, ranges, options),
    panels: [{ type: "group", marks: [...rows, ...missMarks(options, layout), ...textMarks(texts)] }],
    ...(options.legend
      ? colourBar(scale, ranges[0], { length: Math.min(200, Math.max(60, layout.rows * layout.cellHeight)) })
      : {}),
  });
}

const labelStyle = { bold: false, colour: colours.ink } as const;

function arranged(
  images: Images | readonly Values[],
  options: ImageGridOptions,
): {
  pictures: Pictures;
  columns: number;
  /** The number of images of a set, which has a scale of its own. */
  setLength: number;
} {
  const { imageShape } = options;
  if (Array.isArray(images) && isValues(images[0])) {
    const rows = (images as readonly Values[]).map((row, i) =>
      toPictures(`${name}: row ${i}`, row, imageShape),
    );
    const [first] = rows;
    const other = rows.findIndex(
      ({ pixels, height, width }) =>
        pixels.length !== first.pixels.length || height !== first.height || width !== first.width,
    );
    if (other >= 0) {
      const shape = ({ pixels, height, width }: Pictures) =>
        `${pixels.length} images of ${height} x ${width}`;
      throw new ShapeError(`${name}: row ${other} has ${shape(rows[other])}, and row 0 has ${shape(first)}`);
    }
    if (options.columns !== undefined && options.columns !== first.pixels.length) {
      throw new RangeError(
        `${name}: columns is ${options.columns}, but each set is a row of ${first.pixels.length} images; leave it out`,
      );
    }
    return {
      pictures: { ...first, pixels: rows.flatMap(({ pixels }) => pixels) },
      columns: first.pixels.length,
      setLength: first.pixels.length,
    };
  }
  const pictures = toPictures(name, images as Images, imageShape);
  const columns =
    options.columns ?? Math.min(pictures.pixels.length, Math.ceil(Math.sqrt(2 * pictures.pixels.length)));
  return { pictures, columns, setLength: pictures.pixels.length };
}

function layoutOf({ pixels, height, width }: Pictures, columns: number, options: ImageGridOptions): Layout {
  const {
    captions,
    correct,
    rowLabels,
    columnLabels,
    imageWidth = Math.max(56, widest([...(captions ?? []), ...(columnLabels ?? [])])),
  } = options;
  const rows = Math.ceil(pixels.length / columns);
  const lists = { images: pixels, ...(captions && { captions }), ...(correct && { correct }) };
  sameLength(name, lists);
  if (rowLabels !== undefined) sameLength(name, { rows: { length: rows }, rowLabels });
  if (columnLabels !== undefined) sameLength(name, { columns: { length: columns }, columnLabels });
  const magnified = Math.ceil(fine / width);
  const pixel = imageWidth / (width * magnified);
  const imageHeight = (imageWidth / width) * height;
  return {
    columns,
    rows,
    imageWidth,
    imageHeight,
    cellWidth: imageWidth + gap * pixel,
    cellHeight: imageHeight + (captions === undefined ? gap * pixel : captionHeight + 4),
    magnified,
  };
}

function widest(captions: readonly string[]): number {
  return Math.ceil(Math.max(0, ...captions.map((text) => textWidth(text, fontSize, true))));
}

const notANumber: Rgb = rgbOf("#FF69B4");

function shadeOf(scale: ColourScale, [low, high]: Range): (value: number) => Rgb {
  const colour = colourOf(scale);
  return (value) =>
    Number.isNaN(value) ? notANumber : colour(Math.min(1, Math.max(0, (value - low) / (high - low))));
}

/** A row of images as one picture with white between them, which is much smaller than a file for each image. */
function rowImage(
  { pixels, height, width }: Pictures,
  row: number,
  layout: Layout,
  shade: (value: number) => Rgb,
): Mark {
  const images = pixels.slice(row * layout.columns, (row + 1) * layout.columns);
  const { magnified } = layout;
  const step = width * magnified + gap;
  const white: Rgb = [255, 255, 255];
  const strip = picture(images.length * step - gap, height * magnified, (x, y) => {
    const column = Math.floor((x % step) / magnified);
    const inRow = Math.floor(y / magnified) * width;
    return column < width ? shade(images[Math.floor(x / step)][inRow + column]) : white;
  });
  const size = {
    width: images.length * layout.cellWidth - (layout.cellWidth - layout.imageWidth),
    height: layout.imageHeight,
  };
  return imageMark(strip, { x: 0, y: row * layout.cellHeight, ...size }, false);
}

/** The frames around wrong images without captions. */
function missMarks({ captions, correct = [] }: ImageGridOptions, layout: Layout): Mark[] {
  if (captions !== undefined) return [];
  const wrong = correct.flatMap((isRight, i) => (isRight ? [] : [i]));
  return wrong.map((i) => ({
    type: "rect",
    encode: {
      enter: {
        x: { value: (i % layout.columns) * layout.cellWidth },
        y: { value: Math.floor(i / layout.columns) * layout.cellHeight },
        width: { value: layout.imageWidth },
        height: { value: layout.imageHeight },
        stroke: { value: colours.wrong },
        strokeWidth: { value: 3 },
      },
    },
  }));
}

function textMarks(texts: readonly PlacedText[]): Mark[] {
  if (texts.length === 0) return [];
  return [
    {
      type: "group",
      data: [{ name: "texts", values: [...texts] }],
      marks: [textMark("texts", fontSize)],
    },
  ];
}
