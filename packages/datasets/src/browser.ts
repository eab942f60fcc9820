// The part of the package that needs no module of Node. Bundlers for browsers use this entry.
export { oneHot } from "@gradiente/core";
export {
  type Augmentation,
  type AugmentOptions,
  augment,
  autoencoding,
  chainAugmentations,
  denoising,
  gaussianNoise,
  type ImageAugmentation,
  mapBatches,
  maskingNoise,
  randomFlip,
  randomShift,
  saltAndPepper,
  type ValueRange,
} from "./dataset/augment.ts";
export { type Bundle, bundleParts, isBundle, joinBundles, mapBundle } from "./dataset/bundle.ts";
export {
  type AnyDataset,
  type AsyncDataset,
  type Batch,
  checkIndices,
  type Dataset,
  TensorDataset,
  wholeBatch,
} from "./dataset/dataset.ts";
export type { Description } from "./dataset/description.ts";
export { ImageDataset, type ImageDatasetOptions } from "./dataset/image-dataset.ts";
export type { LabelKey } from "./dataset/labels.ts";
export { type SequenceOptions, TextCorpus } from "./dataset/text-corpus.ts";
export { type Attempt, DatasetFormatError, DatasetNotFoundError, type FaultPosition } from "./errors.ts";
export { type IdxArray, parseIdx } from "./formats/idx.ts";
export { type BlobsOptions, blobs } from "./generators/blobs.ts";
export { type CheckerboardOptions, checkerboard } from "./generators/checkerboard.ts";
export { type CirclesOptions, circles } from "./generators/circles.ts";
export { type MoonsOptions, moons } from "./generators/moons.ts";
export type { PointsOptions } from "./generators/points.ts";
export { type SineOptions, sine } from "./generators/sine.ts";
export { type SpiralsOptions, spirals } from "./generators/spirals.ts";
export { type SyntheticDigitsOptions, syntheticDigits } from "./generators/synthetic-digits.ts";
export { type XorPointsOptions, xorPoints } from "./generators/xor-points.ts";
export { type ColorJitterOptions, colorJitter } from "./images/augmentations/color-jitter.ts";
export {
  type RandomCropOptions,
  type RandomResizedCropOptions,
  type RandomRotationOptions,
  randomCrop,
  randomResizedCrop,
  randomRotation,
} from "./images/augmentations/geometric.ts";
export { type BatchOf, DataLoader, type DataLoaderOptions, type DataLoaderState } from "./loader/loader.ts";
export { type ClassBalancedOptions, classBalanced, type Sampler } from "./loader/sampler.ts";
export {
  type Sample,
  type SampleSource,
  StreamLoader,
  type StreamLoaderOptions,
  type StreamLoaderState,
} from "./loader/stream-loader.ts";
export type { GeneratorState } from "./random/generator-state.ts";
export { checkSaved } from "./saved/check-saved.ts";
export { SavedDataError, type SavedPlace } from "./saved/saved-data-error.ts";
export { IrisDataset, loadIris } from "./sets/iris.ts";
export { isHeldOut, LeakageError } from "./splits/parts.ts";
export {
  type KFoldOptions,
  kFold,
  type Rows,
  type Split,
  type SplitOptions,
  type Stratify,
  subset,
  trainTestSplit,
} from "./splits/split.ts";
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
export {
  type CorrelationOptions,
  CorrelationTable,
  type CorrelationTableJSON,
  correlation,
} from "./table/correlation.ts";
export { type ColumnSummary, describe, TableSummary } from "./table/describe.ts";
export type { Named } from "./table/named.ts";
export { type Row, Table, type ToTensorOptions } from "./table/table.ts";
export type { ColumnJSON, TableJSON } from "./table/table-json.ts";
export {
  TabularDataset,
  type TabularDatasetJSON,
  type TabularDatasetOptions,
} from "./table/tabular-dataset.ts";
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
