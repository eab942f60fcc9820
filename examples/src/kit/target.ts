import type { Measure, Target } from "./experiment.ts";

export function reaches(value: number, target: Target): boolean {
  if ("atLeast" in target) return value >= target.atLeast;
  if ("atMost" in target) return value <= target.atMost;
  return Math.abs(value - target.equals) <= target.within;
}

export function describeTarget({ target, digits }: Measure): string {
  if (target === undefined) return "";
  if ("atLeast" in target) return `>= ${target.atLeast}`;
  if ("atMost" in target) return `<= ${target.atMost}`;
  return target.equals.toFixed(digits ?? 4);
}

export function formatValue(value: number | null, { digits = 4 }: Measure): string {
  return value === null ? "not measured" : value.toFixed(digits);
}

/** "met" or "missed"; empty without a target. */
export function verdict(value: number | null, { target }: Measure): string {
  if (target === undefined) return "";
  if (value === null) return "not measured";
  return reaches(value, target) ? "met" : "missed";
}
