import { formatShape, ShapeError, type Tensor } from "@gradiente/core";
import { encode } from "fast-png";
import { type Bytes, delimited, double, doubles, text, whole } from "./wire.ts";

/*
 * What TensorBoard shows besides scalars (tensorflow/core/framework/summary.proto), as the fields of a value after its tag.
 *
 * Value: 4 image, 5 histo, 8 tensor, 9 metadata
 * Image: 1 height, 2 width, 3 colorspace (the number of channels), 4 encoded_image_string
 * HistogramProto: 1 min, 2 max, 3 num, 4 sum, 5 sum_squares, 6 bucket_limit, 7 bucket; all double
 * TensorProto: 1 dtype (7 is text), 8 string_val; SummaryMetadata: 1 plugin_data, in it 1 plugin_name
 */

/** An image `[height, width]`, or `[channels, height, width]` with 1, 3 or 4 channels; 0 is dark and 1 is light. */
export function imageSummary(image: Tensor): Bytes {
  const { shape } = image;
  const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape;
  if (![2, 3].includes(shape.length) || ![1, 3, 4].includes(channels) || height * width === 0) {
    throw new ShapeError(
      `TensorBoard.image: an image is [height, width], or [channels, height, width] with 1, 3 or 4 channels, ` +
        `not ${formatShape(shape)}`,
    );
  }
  const values = image.toTypedArray();
  const data = new Uint8Array(values.length);
  const size = height * width;
  for (let i = 0; i < size; i++) {
    // A NaN becomes dark, as it does where bytes are written.
    for (let c = 0; c < channels; c++)
      data[i * channels + c] = Math.round(255 * clamped(values[c * size + i]));
  }
  const png = encode({ width, height, data, channels: channels as 1 | 3 | 4, depth: 8 });
  return delimited(4, [...whole(1, height), ...whole(2, width), ...whole(3, channels), ...delimited(4, png)]);
}

const clamped = (value: number) => Math.min(Math.max(value, 0), 1);

/** The upper ends of buckets, as TensorFlow has them: each is 1.1 of the one before, from 1e-12 on, and the same below 0. */
const limits: readonly number[] = (() => {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  positive.push(Number.MAX_VALUE);
  return [...positive.map((limit) => -limit).reverse(), 0, ...positive];
})();

/** How often values lie where. Values that are not finite are left out. */
export function histogramSummary(values: Tensor): Bytes {
  const finite = Float64Array.from(values.toTypedArray()).filter(Number.isFinite).sort();
  let [sum, squares] = [0, 0];
  for (const value of finite) {
    sum += value;
    squares += value * value;
  }
  const [ends, counts] = bucketsOf(finite);
  return delimited(5, [
    ...double(1, finite.at(0) ?? 0),
    ...double(2, finite.at(-1) ?? 0),
    ...double(3, finite.length),
    ...double(4, sum),
    ...double(5, squares),
    ...doubles(6, ends),
    ...doubles(7, counts),
  ]);
}

/** The buckets that hold something, with those between them as one, so that each begins where the one before ends. */
function bucketsOf(sorted: Float64Array): [ends: number[], counts: number[]] {
  const ends: number[] = [];
  const counts: number[] = [];
  let at = 0;
  for (const [i, limit] of limits.entries()) {
    const before = at;
    while (at < sorted.length && sorted[at] < limit) at++;
    if (at === before) continue;
    const begin = limits[i - 1];
    if (begin !== undefined && ends.at(-1) !== begin) {
      ends.push(begin);
      counts.push(0);
    }
    ends.push(limit);
    counts.push(at - before);
  }
  return ends.length > 0 ? [ends, counts] : [[Number.MAX_VALUE], [0]];
}

const DT_STRING = 7;

/** Text, in Markdown. */
export function textSummary(content: string): Bytes {
  return [
    ...delimited(8, [...whole(1, DT_STRING), ...text(8, content)]),
    ...delimited(9, delimited(1, text(1, "text"))),
  ];
}
