// Runs TensorFlow.js's side of tensorflow-js.json, and writes what each row gives to tensorflow-js.values.json. The
// package is that of benchmarks/ (`pnpm bench` installs it): node --import tsx site/data/check-tensorflow-js.ts
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import vm from "node:vm";
import type { Row } from "../../tooling/examples/comparisons.ts";

const file = (name: string) => new URL(name, import.meta.url);
const table = JSON.parse(readFileSync(file("tensorflow-js.json"), "utf8"));
const require = createRequire(new URL("../../benchmarks/package.json", import.meta.url));
const tf = require("@tensorflow/tfjs");
if (!tf.version.tfjs.startsWith(table.version)) throw new Error(`TensorFlow.js ${tf.version.tfjs}`);

/** A value as JSON, to five digits, and four decimals at most. */
function plain(value: unknown): unknown {
  if (value instanceof tf.Tensor) {
    const { dtype } = value as { dtype: string };
    const asRead = (one: unknown): unknown =>
      Array.isArray(one) ? one.map(asRead) : dtype === "bool" ? one !== 0 : plain(one);
    return asRead((value as { arraySync(): unknown }).arraySync());
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "number")
    return Number(value.toFixed(4 - Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)))));
  if (typeof value === "boolean" || typeof value === "string") return value;
  throw new TypeError(
    `${Object.prototype.toString.call(value)} is not compared: mark the row with "runs", or with what to compare of it`,
  );
}

const values: Record<string, unknown> = {};
for (const [theirs, ours, , mark] of Object.values<Row[]>(table.sections).flat()) {
  const compared = typeof mark === "object" ? `((it) => ${mark.theirs})(${theirs})` : `(${theirs})`;
  const found = vm.runInNewContext(`${table.theirs.join("\n")}\n${compared}`, {
    tf,
    Float32Array,
    Int32Array,
    Uint8Array,
    console: { log() {} },
  });
  try {
    values[theirs] = ours === null || mark === "runs" ? null : plain(found);
  } catch (error) {
    throw new Error(`${theirs}: ${(error as Error).message}`);
  }
}
const lines = Object.entries(values).map(
  ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
);
writeFileSync(file("tensorflow-js.values.json"), `{\n${lines.join(",\n")}\n}\n`);
console.log(`${lines.length} rows run with TensorFlow.js ${tf.version.tfjs}`);
