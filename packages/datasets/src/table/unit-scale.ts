/** Values over a power of two that brings the largest near 1. No value loses a digit, and no square overflows or vanishes. */
export interface UnitScaled {
  readonly values: Float64Array;
  readonly scale: number;
}

export function atUnitScale(values: Float64Array): UnitScaled {
  const largest = values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return { values, scale: 1 };
  const scale = 2 ** Math.floor(Math.log2(largest));
  return { values: values.map((value) => value / scale), scale };
}
