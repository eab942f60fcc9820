import { type Tensor, tensor } from "@gradiente/core";
import {
  autoencoding,
  bundleParts,
  ColumnTransformer,
  checkIndices,
  classBalanced,
  DataLoader,
  denoising,
  describe as describeTable,
  gaussianNoise,
  Imputer,
  imageFolder,
  isHeldOut,
  joinBundles,
  kFold,
  MinMaxScaler,
  mapBundle,
  numericColumn,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  parseCsv,
  parseIdx,
  Standardizer,
  StreamLoader,
  subset,
  syntheticDigits,
  Table,
  TabularDataset,
  TensorDataset,
  trainTestSplit,
  transformFromJSON,
  wholeBatch,
} from "@gradiente/datasets";
import { describe, expect, it } from "vitest";
import { everyTransform } from "./every-transform.ts";

/* Every function says by its name what it cannot work with, before it does anything. */

const wrong = 7 as never;
const x = tensor([[1], [2]]);
const data = new TensorDataset(x, tensor([0, 1]));
const pairs = new TensorDataset([x, x], x);
const table = new Table({ a: numericColumn([1, 2]), b: numericColumn([3, 4]) });
const description = { title: "t", summary: "", source: "", licence: "", citation: "" };
const tabular = new TabularDataset({ table, featureNames: ["a"], targetNames: ["b"], task: "regression", description }); // biome-ignore format: a line
const bytes = new Uint8Array(4);
const noise = gaussianNoise({ standardDeviation: 1 });

const calls: [string, () => unknown][] = [
  ["denoising: x of a batch must be a tensor", () => denoising(pairs as never, noise).batch([0])],
  ["bundleParts: the owner must be a text, not 7", () => bundleParts(wrong, "x", x)],
  ["bundleParts: the name must be a text, not 7", () => bundleParts("f", wrong, x)],
  ["f: x must be a tensor, a tuple of tensors, or an object of tensors by name, not null", () => bundleParts("f", "x", null as never)],
  ["joinBundles: the function must be a function, not 7", () => joinBundles([x], wrong)],
  ["joinBundles: the first argument must be a list of bundles, not 7", () => joinBundles(wrong, () => x)],
  ["wholeBatch: the data set must be", () => wholeBatch(wrong)],
  ["batch: the indices must be a list of whole numbers, not 7", () => data.batch(wrong)],
  ["batch: the size must be a whole number >= 0, not -1", () => checkIndices([0], -1)],
  ...[data, tabular, table, autoencoding(data), subset(data, [0, 1])].map((rows): [string, () => unknown] => [
    "batch: there is no sample 2 (position 1 of the indices): indices go from 0 to 1",
    () => ("batch" in rows ? rows.batch([0, 2]) : rows.take([0, 2])),
  ]),
  ["batch: there is no sample -1", () => tabular.take([-1])],
  ["parseIdx: the bytes must be", () => parseIdx(wrong, "f", 1)],
  ["parseIdx: the file must be a text, not 7", () => parseIdx(bytes, wrong, 1)],
  ["parseIdx: the rank must be a whole number from 0 to 255, not 256", () => parseIdx(bytes, "f", 256)],
  ["parseIdx: the rank must be a whole number from 0 to 255, not -1", () => parseIdx(bytes, "f", -1)],
  ["parseCsv: the bytes must be", () => parseCsv("a" as never, "f", { columns: {} })],
  ["parseCsv: the file must be a text, not 7", () => parseCsv(bytes, wrong, { columns: {} })],
  ['parseCsv: there is no option "column"; did you mean columns?', () => parseCsv(bytes, "f", { column: {} } as never)],
  ["imageFolder: the folder must be", () => imageFolder(wrong)],
  ["DataLoader: the data set must be", () => new DataLoader(wrong, { batchSize: 1 })],
  ["DataLoader: prefetch must be a positive whole number", () => new DataLoader(data, { batchSize: 1, prefetch: 0 })],
  ["StreamLoader: dropLast must be true or false, not 7", () => new StreamLoader(() => [], { batchSize: 1, dropLast: wrong })],
  ["classBalanced: the data must be a data set, or a list of labels, not 7", () => classBalanced(wrong)],
  ["classBalanced: samples must be", () => classBalanced([0, 1], { samples: 0 })],
  ["isHeldOut: the data must be a table, a data set, a tensor or several tensors, not 7", () => isHeldOut(wrong)],
  ["subset: the data must be", () => subset(wrong, [0])],
  ["trainTestSplit: the data must be", () => trainTestSplit(wrong, { testFraction: 0.5 })],
  ["trainTestSplit: shuffle must be true or false, not 7", () => trainTestSplit(data, { testFraction: 0.5, shuffle: wrong })],
  ["trainTestSplit: stratify must be true, false, or a list of labels, one per sample, not 7", () => trainTestSplit(data, { testFraction: 0.5, stratify: wrong })],
  ["kFold: the data must be", () => kFold(wrong, { folds: 2 })],
  ["TabularDataset.selectFeatures: the names must be a list of texts, not 7", () => tabular.selectFeatures(wrong)],
  ["TabularDataset.withFeatures: the features must be a Table, not 7", () => tabular.withFeatures(wrong)],
  ["TabularDataset: task must be", () => new TabularDataset({ table, featureNames: [], targetNames: [], task: "x" as never, description })],
  ["TabularDataset: table must be a Table", () => new TabularDataset({ table: wrong, featureNames: [], targetNames: [], task: "regression", description })],
  ["ColumnTransformer: the parts must be a list of parts, each { columns, transform }", () => new ColumnTransformer(wrong)],
  ["ColumnTransformer: columns must be a list of texts", () => new ColumnTransformer([{ columns: "a" as never, transform: "passthrough" }])],
  ['ColumnTransformer: transform must be a transform, such as new Standardizer(), or "passthrough"', () => new ColumnTransformer([{ columns: ["a"], transform: "pass" as never }])],
  ["ColumnTransformer: at least one part is needed, and at least one column in each part", () => new ColumnTransformer([{ columns: [], transform: "passthrough" }])],
  ["Pipeline: the steps must be a list of transforms, such as [new Imputer(), new Standardizer()]", () => new Pipeline([wrong])],
  ["transformFromJSON: the file must be a text, not 7", () => transformFromJSON(new Imputer().toJSON(), wrong)],
  ["OneHotEncoder: unknown must be \"error\" or \"ignore\", not 7", () => new OneHotEncoder({ unknown: wrong })],
  ["OneHotEncoder: missing must be \"error\" or \"category\", not 7", () => new OneHotEncoder({ missing: wrong })],
  ['OrdinalEncoder: unknown must be "error" or a finite number', () => new OrdinalEncoder({ unknown: "7" as never })],
  ["Imputer: indicator must be true or false, not 7", () => new Imputer({ indicator: wrong })],
  ["MinMaxScaler: range must be", () => new MinMaxScaler({ range: [0] as never })],
  ["syntheticDigits: samples must be", () => syntheticDigits({ samples: 0 })],
  ["Standardizer.inverseTransform: x must be a tensor", () => new Standardizer().fit(x).inverseTransform(wrong)],
  ["Standardizer.inverseTransform: fitted on 1 columns, but x has the shape [1, 2]; its last axis must be 1", () => new Standardizer().fit(x).inverseTransform(tensor([[1, 2]]))],
  ["Standardizer.transform: fitted on 1 columns, but x has the shape [1, 2]; its last axis must be 1", () => new Standardizer().fit(x).transform(tensor([[1, 2]]))],
  ["Imputer.transform: fitted on 1 columns, but x has the shape [1, 2]", () => new Imputer().fit(x).transform(tensor([[1, 2]]))],
  ["Imputer.transform: x must be [rows, columns], not [1]", () => new Imputer().fit(x).transform(tensor([1]))],
  ["Pipeline.transform: fitted on 1 columns, but x has the shape [1, 2]", () => new Pipeline([new Imputer()]).fit(x).transform(tensor([[1, 2]]))],
  ["Imputer.fit: x must be [rows, columns] with at least one row, not [2]", () => new Imputer().fit(tensor([1, 2]))],
  ["Imputer.fit: x must be [rows, columns] with at least one row, not [0, 1]", () => new Imputer().fit(x.slice([[0, 0]]))],
  ...everyTransform("a").flatMap((transform): [string, () => unknown][] => [
    [`${transform.type}.fit: the data must be a Table, a tensor [rows, columns] or a data set, not 7`, () => transform.clone().fit(wrong)],
    [`${transform.type}.transform: the data must be a Table, a tensor or a TabularDataset, not 7`, () => transform.clone().fit(table).transform(wrong as Tensor)],
    [`${transform.type}.transform: nothing is fitted yet; call fit(x) first`, () => transform.clone().transform(x)],
    [`${transform.type}.inputNames: nothing is fitted yet`, () => transform.clone().inputNames],
  ]),
  ["Standardizer.transform: the columns are not the fitted ones: \"a\", \"b\" are missing, and it was not fitted on \"c\"; choose columns with `select`", () => new Standardizer().fit(table).transform(new Table({ c: numericColumn([1]) }))],
  ["Standardizer.transform: the columns are not the fitted ones: \"b\" is missing; choose", () => new Standardizer().fit(table).transform(table.drop(["b"]))],
]; // biome-ignore format: one row each

/** What stands for an object of another copy of a package, as `require` would load it. */
const foreign = (name: string) =>
  Object.create({ [Symbol.for("@gradiente/copy")]: { name, version: "9.0.0", format: "CommonJS" } }) as never;

describe("an object of another copy of a package", () => {
  const other = foreign("@gradiente/core");
  const otherTable = foreign("@gradiente/datasets");
  const fitted = new Standardizer().fit(x);
  it.each<[string, () => unknown]>([
    ["Standardizer.fit: this .* is from another copy of @gradiente/core", () => new Standardizer().fit(other)],
    ["Standardizer.fit: this .* is from another copy of @gradiente/datasets", () => new Standardizer().fit(otherTable)],
    ["Standardizer.transform: this .* is from another copy of @gradiente/core", () => fitted.transform(other as Tensor)],
    ["Standardizer.transform: this .* is from another copy of @gradiente/datasets", () => fitted.transform(otherTable as Tensor)],
    ["describe: this .* is from another copy of @gradiente/core", () => describeTable(other)],
    ["TensorDataset: this .* is from another copy of @gradiente/core", () => new TensorDataset(other, x)],
    ["TensorDataset: this .* is from another copy of @gradiente/core", () => new TensorDataset({ a: other }, x)],
    ["mapBundle: this .* is from another copy of @gradiente/core", () => mapBundle(other, (part) => part)],
    ["classBalanced: this .* is from another copy of @gradiente/core", () => classBalanced({ size: 1, y: other, batch: () => ({}) } as never)],
  ])("%s", (message, call) => {
    expect(call).toThrow(new RegExp(`^${message}`));
  }); // biome-ignore format: one row each
});

describe("what is wrong with an argument", () => {
  it.each(calls)("%s", async (message, call) => {
    await expect((async () => call())()).rejects.toThrow(message);
  });
});
