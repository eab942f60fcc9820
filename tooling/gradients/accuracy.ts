import { readFileSync } from "node:fs";
import { setBackend, type Tensor, tensor } from "@gradiente/core";
import { limits } from "../../packages/core/src/backends/wasm/index.ts";
import type { OpName } from "../../packages/core/test/samples/index.ts";
import { ops } from "../../packages/core/test/samples/ops.ts";
import { type Column, table } from "./table.ts";

/* How exact the transcendental functions are, in units in the last place of the exact result. */

const { version, functions } = JSON.parse(
  readFileSync(new URL("./functions.json", import.meta.url), "utf8"),
) as {
  version: string;
  functions: Record<OpName, readonly (readonly (number | null)[])[]>;
};

const FORMATS = {
  float32: { digits: 23, lowest: -149 },
  float64: { digits: 52, lowest: -1074 },
} as const;
type Format = keyof typeof FORMATS;

const BACKENDS = ["reference", "wasm"] as const;

/** The distance to the next number of a format. */
function unit(y: number, format: Format): number {
  const { digits, lowest } = FORMATS[format];
  return 2 ** Math.max(Math.floor(Math.log2(Math.abs(y))) - digits, lowest);
}

interface Worst {
  readonly error: number;
  readonly at: readonly number[];
}

/** A row apart: arguments, and the exact value in two parts. */
function exactOf(
  row: readonly (number | null)[],
  format: Format,
): { at: number[]; high: number; low: number } | null {
  const [single, low, high, ...reversed] = [...row].reverse();
  const at = (reversed as number[]).reverse();
  if (format === "float64") return { at, high: high as number, low: low as number };
  return single === null ? null : { at: at.map(Math.fround), high: single, low: 0 };
}

function worstOf(name: OpName, format: Format): Worst {
  const rows = functions[name].flatMap((row) => exactOf(row, format) ?? []);
  const operands = rows[0].at.map((_, i) =>
    tensor(
      rows.map(({ at }) => at[i]),
      { dtype: format },
    ),
  );
  const values = (ops[name](...operands) as Tensor).toTypedArray();
  let worst: Worst = { error: 0, at: rows[0].at };
  rows.forEach(({ at, high, low }, i) => {
    const error = Math.abs(values[i] - high - low) / unit(high, format);
    // Not "error > worst": a NaN must show.
    if (!(error <= worst.error)) worst = { error, at };
  });
  return worst;
}

export function accuracyTable(): string {
  const columns: Column[] = [{ title: "function" }, { title: "points", align: "right" }];
  for (const format of Object.keys(FORMATS)) {
    for (const backend of BACKENDS) columns.push({ title: `${format}, ${backend}`, align: "right" });
  }
  limits.smallest = 1;
  const rows = (Object.keys(functions) as OpName[]).map((name) => [
    `\`${name}\``,
    String(functions[name].length),
    ...(Object.keys(FORMATS) as Format[]).flatMap((format) =>
      BACKENDS.map((backend) => {
        setBackend(backend);
        return worstOf(name, format).error.toFixed(2);
      }),
    ),
  ]);
  setBackend("wasm");
  return table(columns, rows);
}

export const accuracyNote = `The largest errors seen, in units in the last place (ULP) of the exact result, which mpmath ${version} worked out with 60 digits (\`tooling/gradients/functions.py\`): 0.5 is rounded correctly. Where the WASM backend has no kernel for a function, its column is that of the reference backend, which computes in double precision and rounds once.`;

if (process.argv[1] === new URL(import.meta.url).pathname) console.log(accuracyTable());
