// Parquet files of Polars and DuckDB, packed in the ways that they offer.
//
// Install: npm install nodejs-polars@0.26.1 @duckdb/node-api@1.5.6-r.1
// Run:     node packages/formats/test/golden/tables-polars.mjs, in the folder of its node_modules
//
// It writes tables-polars.json: files in base64, and their columns as in tables.json.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(`${process.cwd()}/`);
const polars = require("nodejs-polars");
const { DuckDBInstance } = require("@duckdb/node-api");

const ROWS = 250;
const number = Array.from({ length: ROWS }, (_, n) => (n % 11 === 10 ? null : Math.sin(n) * n));
const whole = Array.from({ length: ROWS }, (_, n) => (n * n) % 97);
const word = Array.from({ length: ROWS }, (_, n) => (n % 13 === 12 ? null : ["red", "green", "blue"][(n * n) % 3]));
const name = Array.from({ length: ROWS }, (_, n) => `sample number ${(n * 7919) % ROWS} of them`);

const folder = mkdtempSync(join(tmpdir(), "tables-"));
const base64 = (path) => readFileSync(path).toString("base64");
const files = {};

const frame = polars.DataFrame({ number, whole, word, name });
for (const compression of ["snappy", "zstd", "brotli", "lz4"]) {
  const path = join(folder, `polars-${compression}.parquet`);
  frame.writeParquet(path, { compression });
  files[`Polars, ${compression}`] = base64(path);
}

const duck = await (await DuckDBInstance.create(":memory:")).connect();
const source = join(folder, "polars-snappy.parquet");
for (const compression of ["zstd", "brotli", "lz4_raw"]) {
  for (const version of ["v1", "v2"]) {
    const path = join(folder, `duckdb-${compression}-${version}.parquet`);
    await duck.run(
      `copy (from '${source}') to '${path}' (format parquet, compression ${compression}, parquet_version ${version})`,
    );
    files[`DuckDB, ${compression}, ${version}`] = base64(path);
  }
}
rmSync(folder, { recursive: true });

const told = (values) => values.map((value) => (value === null ? null : String(value)));
const columns = {
  number: ["numeric", told(number)],
  whole: ["numeric", told(whole)],
  word: ["text", word],
  name: ["text", name],
};
writeFileSync(new URL("tables-polars.json", import.meta.url), `${JSON.stringify({ files, columns }, undefined, 0)}\n`);
