/** Where an image is looked at: the rows and columns that become the result. They need not be whole. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The largest box in the middle of an image that has the proportions of another. */
export function coveringBox(
  [height, width]: readonly [number, number],
  [toHeight, toWidth]: readonly [number, number],
): Box {
  const scale = Math.min(height / toHeight, width / toWidth);
  const [boxHeight, boxWidth] = [toHeight * scale, toWidth * scale];
  return { top: (height - boxHeight) / 2, left: (width - boxWidth) / 2, height: boxHeight, width: boxWidth };
}

/** What one place of the result is made of: places in the source from `first` on, and their shares. */
interface Mixture {
  readonly first: number;
  readonly shares: Float64Array;
}

/**
 * The mixtures along one axis: shares are a triangle, as wide as the distance of two places of the result where it has fewer
 * of them than the source, so that every pixel counts.
 */
function mixturesOf(size: number, from: number, length: number, count: number): Mixture[] {
  const scale = length / count;
  const reach = Math.max(1, scale);
  return Array.from({ length: count }, (_, at) => {
    const centre = from + (at + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(size, Math.floor(centre + reach + 0.5));
    const shares = Float64Array.from({ length: last - first }, (_, i) =>
      Math.max(0, 1 - Math.abs((first + i + 0.5 - centre) / reach)),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    return { first, shares: shares.map((share) => share / sum) };
  });
}

/**
 * A part of an image in another size: bilinear, with all pixels counted where it becomes smaller, as Pillow does.
 *
 * @param planes `[channels, height, width]`.
 * @returns `[channels, toHeight, toWidth]`.
 */
export function resize(
  planes: Float32Array,
  [channels, height, width]: readonly [number, number, number],
  [toHeight, toWidth]: readonly [number, number],
  box: Box,
): Float32Array {
  const columns = mixturesOf(width, box.left, box.width, toWidth);
  const rows = mixturesOf(height, box.top, box.height, toHeight);
  const narrow = new Float32Array(channels * height * toWidth);
  for (let line = 0; line < channels * height; line++) {
    for (let column = 0; column < toWidth; column++) {
      const { first, shares } = columns[column];
      let sum = 0;
      for (let i = 0; i < shares.length; i++) sum += shares[i] * planes[line * width + first + i];
      narrow[line * toWidth + column] = sum;
    }
  }
  const result = new Float32Array(channels * toHeight * toWidth);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < toHeight; row++) {
      const { first, shares } = rows[row];
      for (let column = 0; column < toWidth; column++) {
        let sum = 0;
        for (let i = 0; i < shares.length; i++) {
          sum += shares[i] * narrow[(channel * height + first + i) * toWidth + column];
        }
        result[(channel * toHeight + row) * toWidth + column] = sum;
      }
    }
  }
  return result;
}
