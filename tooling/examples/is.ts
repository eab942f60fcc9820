import { isDeepStrictEqual } from "node:util";
import { Tensor, Variable } from "@gradiente/core";

/** Compares what an example gives with what it says, to the digits that it says. @throws Error that tells both. */
export function is(actual: readonly unknown[], expected: readonly unknown[]): void {
  const found = actual.map(plain);
  if (!same(found, expected)) throw new Error(`it is ${show(found)}, and not ${show(expected)}`);
}

const show = (values: readonly unknown[]) =>
  values
    .map((value) => JSON.stringify(value, (_, one) => (Number.isFinite(one) || typeof one !== "number" ? one : String(one)))) // biome-ignore format: one thing
    .join(", ");

/** A tensor as nested arrays, wherever it stands. */
function plain(value: unknown): unknown {
  if (value instanceof Tensor || value instanceof Variable) return value.toArray();
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  }
  return value;
}

function same(found: unknown, told: unknown): boolean {
  if (Array.isArray(told)) {
    return (
      Array.isArray(found) && found.length === told.length && told.every((one, i) => same(found[i], one))
    );
  }
  if (typeof told === "object" && told !== null) {
    const names = Object.keys(told);
    const both = isDeepStrictEqual(Object.keys(found as object).sort(), [...names].sort());
    return both && names.every((name) => same(found?.[name as never], told[name as never]));
  }
  if (typeof told !== "number" || typeof found !== "number" || !Number.isFinite(told))
    return Object.is(found, told);
  const decimals = String(told).split(".")[1]?.length ?? 0;
  return decimals === 0 ? found === told : Math.abs(found - told) <= 0.5000001 * 10 ** -decimals;
}
