// What needs nothing of Node: this is the package where a bundler builds for browsers.
export { oneHot } from "@gradiente/core";
export { type Batch, checkIndices, type Dataset, TensorDataset, wholeBatch } from "./dataset.ts";
export type { Description } from "./description.ts";
export { type Attempt, DatasetFormatError, DatasetNotFoundError, type FaultPosition } from "./errors.ts";
export { type IdxArray, parseIdx } from "./idx.ts";
export { ImageDataset, type ImageDatasetOptions } from "./image-dataset.ts";
export { IrisDataset, loadIris } from "./iris.ts";
export type { LabelKey } from "./labels.ts";
export { DataLoader, type DataLoaderOptions } from "./loader.ts";
export { type MoonsOptions, moons } from "./moons.ts";
export { isHeldOut, LeakageError } from "./parts.ts";
export {
  type KFoldOptions,
  kFold,
  type Rows,
  type Split,
  type SplitOptions,
  type Stratify,
  subset,
  trainTestSplit,
} from "./split.ts";
export { Standardizer } from "./standardizer.ts";
export { type SyntheticDigitsOptions, syntheticDigits } from "./synthetic-digits.ts";
export {
  type Cell,
  type Column,
  type ColumnKind,
  categoricalColumn,
  type NumericColumn,
  numericColumn,
  textColumn,
  type WordColumn,
} from "./table/column.ts";
export { type Row, Table, type ToTensorOptions } from "./table/table.ts";
export { TabularDataset, type TabularDatasetOptions } from "./table/tabular-dataset.ts";
export { type SequenceOptions, TextCorpus } from "./text-corpus.ts";
export { type XorOptions, xor } from "./xor.ts";
