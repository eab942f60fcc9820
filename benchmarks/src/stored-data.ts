import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Data, Values } from "./data.ts";
import type { StoredData, StoredValues } from "./protocol.ts";

/** Arrays as files of a directory, for processes in any language. */
export function store(data: Data, directory: string): StoredData {
  return Object.fromEntries(
    Object.entries(data).map(([name, { shape, values }]): [string, StoredValues] => {
      const file = join(directory, `${name}.bin`);
      writeFileSync(file, values);
      return [name, { shape, type: values instanceof Int32Array ? "int32" : "float32", file }];
    }),
  );
}

export function load(stored: StoredData): Data {
  return Object.fromEntries(
    Object.entries(stored).map(([name, { shape, type, file }]): [string, Values] => {
      const { buffer, byteOffset, byteLength } = readFileSync(file);
      const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
      return [name, { shape, values: type === "int32" ? new Int32Array(bytes) : new Float32Array(bytes) }];
    }),
  );
}
