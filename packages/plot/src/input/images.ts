import { sizeOf as elementsOf, formatShape, ShapeError } from "@gradiente/core";
import { checkCount, isValues, kindOf, type Values } from "./data.ts";

/** Images of one size: a tensor `[n, height, width]` or `[n, height * width]`, or nested arrays of this form. */
export type Images = Values | readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[];

/** Images of one size, each a list of pixels, row by row. */
export interface Pictures {
  readonly height: number;
  readonly width: number;
  readonly pixels: readonly (readonly number[])[];
}

/**
 * Reads images.
 *
 * @param imageShape - Height and width of flat images that are not square.
 * @throws ShapeError if the shape is not that of images.
 */
export function toPictures(what: string, images: Images, imageShape?: readonly [number, number]): Pictures {
  const { shape, values } = flattened(what, images);
  const [count] = shape;
  const [height, width] = sizeOf(what, shape, imageShape);
  if (count === 0 || height * width === 0)
    throw new ShapeError(`${what}: there is nothing to draw in ${formatShape(shape)}`);
  const size = height * width;
  const pixels = Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
  return { height, width, pixels };
}

function sizeOf(
  what: string,
  shape: readonly number[],
  imageShape: readonly [number, number] | undefined,
): readonly [number, number] {
  if (shape.length === 3) return [shape[1], shape[2]];
  if (shape.length === 4 && shape[1] === 1) return [shape[2], shape[3]];
  if (shape.length !== 2) {
    throw new ShapeError(
      `${what}: images are [n, height, width], [n, 1, height, width] or [n, height * width], not ${formatShape(shape)}; reshape them`,
    );
  }
  const side = Math.sqrt(shape[1]);
  const [height, width] = imageShape ?? [side, side];
  if (height * width !== shape[1] || !Number.isInteger(height)) {
    const hint =
      imageShape === undefined
        ? "give imageShape: [height, width]"
        : `imageShape is ${formatShape(imageShape)}`;
    throw new ShapeError(`${what}: ${shape[1]} pixels do not make an image; ${hint}`);
  }
  return [height, width];
}

function flattened(what: string, images: Images): { shape: readonly number[]; values: number[] } {
  if (isValues(images)) checkCount(what, elementsOf(images.shape));
  if (isValues(images)) return { shape: images.shape, values: Array.from(images.toTypedArray()) };
  if (!Array.isArray(images)) {
    throw new TypeError(`${what}: images are a tensor or nested arrays of numbers, not ${kindOf(images)}`);
  }
  const shape: number[] = [];
  // Images have at most four axes; what is nested deeper, or holds itself, would never end.
  for (let part: unknown = images; Array.isArray(part) && shape.length < 5; part = part[0])
    shape.push(part.length);
  const values = (images as readonly unknown[]).flat(3) as number[];
  checkCount(what, values.length);
  if (shape.length === 0 || !values.every((value) => typeof value === "number")) {
    throw new TypeError(`${what}: images are a tensor or nested arrays of numbers, not ${kindOf(images)}`);
  }
  if (values.length !== elementsOf(shape)) {
    throw new ShapeError(
      `${what}: the images are not all of the size of the first, ${formatShape(shape.slice(1))}`,
    );
  }
  return { shape, values };
}
