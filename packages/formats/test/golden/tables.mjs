// A Parquet file of hyparquet-writer, which writes a column in the encoding that it is asked for.
//
// Install: npm install hyparquet-writer@0.17.0
// Run:     node packages/formats/test/golden/tables.mjs, in the folder of its node_modules
//
// It writes tables-hyparquet.json: the file in base64, and its columns as in tables.json.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { resolve } = createRequire(`${process.cwd()}/`);
const { parquetWriteBuffer } = await import(pathToFileURL(resolve("hyparquet-writer")).href);

const whole = Array.from({ length: 40 }, (_, n) => (n % 9 === 8 ? null : (n * 37) % 100));
const number = whole.map((value, n) => (value === null ? null : value / 8 + n));
const word = whole.map((value) => (value === null ? null : `word ${value % 5}`));
const columnData = [
  { name: "plain", data: number, type: "DOUBLE", encoding: "PLAIN" },
  { name: "dictionary", data: word, type: "STRING", encoding: "RLE_DICTIONARY" },
  { name: "differences", data: whole, type: "INT32", encoding: "DELTA_BINARY_PACKED" },
  { name: "lengths", data: word, type: "STRING", encoding: "DELTA_LENGTH_BYTE_ARRAY" },
  { name: "prefixes", data: word, type: "STRING", encoding: "DELTA_BYTE_ARRAY" },
  { name: "streams", data: number, type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT" },
];
const file = parquetWriteBuffer({ columnData, rowGroupSize: [16, 24], codec: "SNAPPY" });
const columns = Object.fromEntries(
  columnData.map(({ name, data, type }) => [
    name,
    type === "STRING" ? ["text", data] : ["numeric", data.map((value) => (value === null ? null : String(value)))],
  ]),
);
writeFileSync(
  new URL("tables-hyparquet.json", import.meta.url),
  `${JSON.stringify({ file: Buffer.from(file).toString("base64"), columns }, undefined, 0)}\n`,
);
