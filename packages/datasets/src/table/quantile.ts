/**
 * A quantile of ascending values, linear between the two nearest (type 7 of Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", 1996; the default of NumPy).
 */
export function quantile(ascending: ArrayLike<number>, fraction: number): number {
  const place = (ascending.length - 1) * fraction;
  const below = Math.floor(place);
  const [lower, share] = [ascending[below], place - below];
  if (share === 0) return lower;
  const upper = ascending[below + 1];
  const way = upper - lower;
  // The way can be infinite, or none between infinite ends.
  return Number.isFinite(way) ? lower + way * share : lower * (1 - share) + upper * share;
}
