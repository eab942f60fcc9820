import type { Values } from "./data.ts";

/** How many numbers are written out. */
const few = 4;

/** What a tensor holds, in a few characters: its numbers, or the least and the greatest of them. */
export function shortValue(x: Values): string {
  const values = Array.from(x.toTypedArray());
  if (values.length === 0) return "empty";
  const [first] = values;
  if (values.every((value) => Object.is(value, first))) return shortNumber(first);
  if (values.length <= few) return nested(x.shape, values);
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return "not finite";
  const [low, high] = finite.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  const range = `${shortNumber(low)} to ${shortNumber(high)}`;
  const others = values.length - finite.length;
  return others === 0 ? range : `${range}, ${others} not finite`;
}

/** A number with four digits at most, and the minus sign of mathematics. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  const text =
    size > 0 && (size < 1e-3 || size >= 1e6)
      ? Number(value.toPrecision(4)).toExponential()
      : String(Number(value.toPrecision(4)));
  return text.replace("e+", "e").replaceAll("-", "−");
}

function nested(shape: readonly number[], values: readonly number[]): string {
  if (shape.length === 0) return shortNumber(values[0]);
  const [count, ...inner] = shape;
  const size = values.length / count;
  return `[${Array.from({ length: count }, (_, i) => nested(inner, values.slice(i * size, (i + 1) * size))).join(", ")}]`;
}
