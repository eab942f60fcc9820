/* The CommonJS file: the public names, and those of the other entries, so that all are of one copy. */
export * as csvEntry from "./csv.ts";
export * as imageEntry from "./image/index.ts";
export * from "./index.ts";
export * as matEntry from "./mat/index.ts";
export * as filesEntry from "./node/index.ts";
export * as npzEntry from "./npz.ts";
export * as parquetEntry from "./parquet/index.ts";
export * as pytorchEntry from "./pytorch/index.ts";
export * as safetensorsEntry from "./safetensors.ts";
export * as tfjsEntry from "./tfjs.ts";
