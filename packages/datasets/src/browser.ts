// What needs nothing of Node: this is the package where a bundler builds for browsers.
export { oneHot } from "@gradiente/core";
export {
  type Augmentation,
  type AugmentOptions,
  augment,
  autoencoding,
  chain,
  denoising,
  gaussianNoise,
  type ImageAugmentation,
  mapBatches,
  maskingNoise,
  randomFlip,
  randomShift,
  saltAndPepper,
  type ValueRange,
} from "./augment.ts";
export { type BlobsOptions, blobs } from "./blobs.ts";
export { type CheckerboardOptions, checkerboard } from "./checkerboard.ts";
export { type CirclesOptions, circles } from "./circles.ts";
export {
  type AsyncDataset,
  type Batch,
  checkIndices,
  type Dataset,
  TensorDataset,
  wholeBatch,
} from "./dataset.ts";
export type { Description } from "./description.ts";
export { type Attempt, DatasetFormatError, DatasetNotFoundError, type FaultPosition } from "./errors.ts";
export type { GeneratorState } from "./generator-state.ts";
export { type IdxArray, parseIdx } from "./idx.ts";
export { ImageDataset, type ImageDatasetOptions } from "./image-dataset.ts";
export { IrisDataset, loadIris } from "./iris.ts";
export type { LabelKey } from "./labels.ts";
export { DataLoader, type DataLoaderOptions, type DataLoaderState } from "./loader.ts";
export { type MoonsOptions, moons } from "./moons.ts";
export { isHeldOut, LeakageError } from "./parts.ts";
export type { PointsOptions } from "./points.ts";
export { type ClassBalancedOptions, classBalanced, type Sampler } from "./sampler.ts";
export { type SineOptions, sine } from "./sine.ts";
export { type SpiralsOptions, spirals } from "./spirals.ts";
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
export {
  type Sample,
  type SampleSource,
  StreamLoader,
  type StreamLoaderOptions,
  type StreamLoaderState,
} from "./stream-loader.ts";
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
export { type CorrelationOptions, CorrelationTable, correlation } from "./table/correlation.ts";
export { type ColumnSummary, describe, TableSummary } from "./table/describe.ts";
export { type Row, Table, type ToTensorOptions } from "./table/table.ts";
export { TabularDataset, type TabularDatasetOptions } from "./table/tabular-dataset.ts";
export { type SequenceOptions, TextCorpus } from "./text-corpus.ts";
export type { Category, CategoryOptions } from "./transforms/category-encoder.ts";
export { type ColumnTransform, ColumnTransformer } from "./transforms/column-transformer.ts";
export type { FitData } from "./transforms/columns.ts";
export { transformFromJSON } from "./transforms/from-json.ts";
export { Imputer, type ImputerOptions } from "./transforms/imputer.ts";
export { MinMaxScaler, type MinMaxScalerOptions } from "./transforms/min-max-scaler.ts";
export { OneHotEncoder, type OneHotEncoderOptions } from "./transforms/one-hot-encoder.ts";
export { OrdinalEncoder, type OrdinalEncoderOptions } from "./transforms/ordinal-encoder.ts";
export { Pipeline } from "./transforms/pipeline.ts";
export { RobustScaler } from "./transforms/robust-scaler.ts";
export { Scaler } from "./transforms/scaler.ts";
export { Standardizer } from "./transforms/standardizer.ts";
export { type AnyTransform, type Json, Transform, type TransformJSON } from "./transforms/transform.ts";
export { type XorOptions, xor } from "./xor.ts";
