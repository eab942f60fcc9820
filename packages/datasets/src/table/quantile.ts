/**
 * A quantile of ascending values, linear between the two nearest (type 7 of Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", 1996; the default of NumPy).
 */
export function quantile(ascending: ArrayLike<number>, fraction: number): number {
  const place = (ascending.length - 1) * fraction;
  const below = Math.floor(place);
  const lower = ascending[below];
  const upper = ascending[Math.min(below + 1, ascending.length - 1)];
  return lower + (upper - lower) * (place - below);
}
