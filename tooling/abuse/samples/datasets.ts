import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultGenerator, ones, type Tensor, tensor } from "@gradiente/core";
import type * as datasets from "@gradiente/datasets";
import {
  ColumnTransformer,
  categoricalColumn,
  correlation,
  DataLoader,
  describe,
  type FitData,
  gaussianNoise,
  ImageDataset,
  Imputer,
  type IrisDataset,
  loadIris,
  MinMaxScaler,
  numericColumn,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  RobustScaler,
  Standardizer,
  StreamLoader,
  Table,
  TabularDataset,
  TensorDataset,
  TextCorpus,
} from "@gradiente/datasets";
import { encodePng } from "@gradiente/formats";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";

const x = () => tensor([[1, 2], [3, 4], [5, 7], [6, 9]]); // biome-ignore format: a matrix
const y = () => tensor([0, 1, 0, 1], { dtype: "int32" });
const dataset = () => new TensorDataset(x(), y());
const indices = (): [number[]] => [[0, 1]];
const numbers = () => numericColumn([1, 2, 4, 8]);
const words = () => categoricalColumn(["a", "b", "a", "b"]);
const table = () =>
  new Table([
    ["n", numbers()],
    ["w", words()],
  ]);
const description = () =>
  withFreeKeys({ title: "t", summary: "s", source: "o", licence: "l", citation: "c" });
const parts = (): Required<datasets.TabularDatasetOptions> => ({
  table: new Table([
    ["a", numbers()],
    ["b", numericColumn([0, 1, 0, 1])],
  ]),
  featureNames: ["a"],
  targetNames: ["b"],
  task: "classification",
  classNames: ["no", "yes"],
  description: description(),
});
const images = () => ({
  pixels: new Uint8Array(8),
  labels: new Uint8Array(2),
  imageShape: [2, 2] as const,
  channels: 1,
});

/** A folder of its own for each process, with an image of one class. */
const photos = mkdtempSync(join(tmpdir(), "gradiente-abuse-photos-"));
mkdirSync(join(photos, "a"));
writeFileSync(join(photos, "a", "1.png"), encodePng(tensor([[0, 1]])));

const corpus = () => new TextCorpus("abcabc", description());
const points = { samples: 6, noise: 0.1, seed: 0 };
const bytes = (text: string) => new TextEncoder().encode(text);
const augmented = (): [Tensor, ReturnType<typeof defaultGenerator>] => [
  x().reshape([2, 4]),
  defaultGenerator(),
];
const noise = () => gaussianNoise({ standardDeviation: 0.1 });
const source = () => [{ x: tensor([1]), y: tensor([2]) }];
const json = () => withFreeKeys(new Standardizer().fit(x()).toJSON());

/** The methods that all transforms have. */
const transformMethods = (data: () => FitData) => ({
  fit: (): [FitData] => [data()],
  transform: (): [TabularDataset] => [data() as TabularDataset],
  fitTransform: (): [TabularDataset] => [data() as TabularDataset],
  clone: (): [] => [],
  toJSON: (): [] => [],
  restore: { several: [] },
});

const scalerMethods = {
  ...transformMethods(x),
  inverseTransform: (): [Table] => [x() as unknown as Table],
};
const wordTable = () => table().select(["w"]);

export const datasetsSamples = {
  ColumnTransformer: {
    construct: () => [[{ columns: ["w"], transform: new OneHotEncoder() }]],
    instance: () => new ColumnTransformer([{ columns: ["w"], transform: new OneHotEncoder() }]).fit(table()),
    methods: transformMethods(table),
  },
  CorrelationTable: {
    construct: null,
    instance: () => correlation(x()),
    methods: { between: () => ["0", "1"], toTensor: () => [0], toJSON: () => [], toString: () => [] },
  },
  DataLoader: {
    construct: {
      several: [
        () => [dataset(), { batchSize: 2, shuffle: true, dropLast: true, seed: 0, prefetch: 2 }],
        () => [
          dataset(),
          { batchSize: 2, sampler: withFreeKeys({ size: 1, draw: () => new Int32Array(1) }) },
        ],
      ],
    },
    instance: () => new DataLoader(dataset(), { batchSize: 2 }),
    methods: {
      state: () => [],
      loadState: () => [withFreeKeys(new DataLoader(dataset(), { batchSize: 2 }).state())],
    },
  },
  ImageDataset: {
    construct: () => [images()],
    instance: () => new ImageDataset(images()),
    methods: { batch: indices },
  },
  Imputer: {
    construct: {
      several: [
        () => [{ strategy: "constant", value: 1, indicator: true }],
        () => [{ strategy: "median", indicator: false }],
      ],
    },
    instance: () => new Imputer().fit(x()),
    methods: transformMethods(x),
  },
  IrisDataset: {
    construct: () => [x(), y()],
    instance: (): IrisDataset => loadIris(),
    methods: { batch: indices },
  },
  MinMaxScaler: {
    construct: () => [{ range: [-1, 1] }],
    instance: () => new MinMaxScaler().fit(x()),
    methods: scalerMethods,
  },
  OneHotEncoder: {
    construct: () => [
      { categories: withFreeKeys({ w: ["a", "b"] }), unknown: "ignore", missing: "category" },
    ],
    instance: () => new OneHotEncoder().fit(wordTable()),
    methods: transformMethods(wordTable),
  },
  OrdinalEncoder: {
    construct: {
      several: [
        () => [{ categories: withFreeKeys({ w: ["a", "b"] }), unknown: -1 }],
        () => [{ unknown: "error" }],
      ],
    },
    instance: () => new OrdinalEncoder().fit(wordTable()),
    methods: transformMethods(wordTable),
  },
  Pipeline: {
    construct: () => [[new Imputer(), new Standardizer()]],
    instance: () => new Pipeline([new Imputer(), new Standardizer()]).fit(x()),
    methods: transformMethods(x),
  },
  RobustScaler: {
    construct: () => [],
    instance: () => new RobustScaler().fit(x()),
    methods: scalerMethods,
  },
  Scaler: {
    construct: null,
    instance: () => new Standardizer().fit(x()),
    methods: scalerMethods,
  },
  Standardizer: {
    construct: () => [],
    instance: () => new Standardizer().fit(x()),
    methods: scalerMethods,
  },
  StreamLoader: {
    construct: () => [source, { batchSize: 2, shuffleBuffer: 2, dropLast: true, seed: 0 }],
    instance: () => new StreamLoader(source, { batchSize: 2 }),
    methods: {
      state: () => [],
      loadState: () => [withFreeKeys(new StreamLoader(source, { batchSize: 2 }).state())],
    },
  },
  Table: {
    construct: () => [
      [
        ["n", numbers()],
        ["w", words()],
      ],
      4,
    ],
    instance: table,
    methods: {
      has: () => ["n"],
      column: () => ["n"],
      numbers: () => ["n"],
      words: () => ["w"],
      row: () => [1],
      rows: () => [],
      select: () => [["n"]],
      drop: () => [["n"]],
      selectKind: () => ["numeric"],
      rename: () => [withFreeKeys({ n: "m" })],
      withColumn: { several: [() => ["z", withFreeKeys(numbers())], () => ["z", () => 1]] },
      join: () => [new Table([["z", numbers()]])],
      take: indices,
      filter: () => [() => true],
      dropMissing: () => [["n"]],
      missing: () => ["n"],
      missingMask: () => [],
      toString: () => [],
      toCSV: () => [],
      toJSON: () => [],
      /** Of tables without words only. */
      toTensor: { several: [] },
    },
  },
  TableSummary: {
    construct: null,
    instance: () => describe(x()),
    methods: { column: () => ["0"], toString: () => [] },
  },
  TabularDataset: {
    construct: () => [parts()],
    instance: () => new TabularDataset(parts()),
    methods: {
      toJSON: () => [],
      batch: indices,
      take: indices,
      dropMissing: () => [["a"]],
      selectFeatures: () => [["a"]],
      withFeatures: () => [new Table([["z", numbers()]])],
    },
  },
  TensorDataset: {
    construct: () => [x(), y()],
    instance: dataset,
    methods: { batch: indices },
  },
  TextCorpus: {
    construct: () => ["abc", description(), ["a", "b", "c"]],
    instance: corpus,
    methods: {
      encode: () => ["abc"],
      decode: () => [tensor([0, 1], { dtype: "int32" })],
      sequences: () => [{ length: 2, stride: 1 }],
    },
  },
  Transform: {
    construct: null,
    instance: () => new Standardizer().fit(x()),
    methods: transformMethods(x),
  },
  augment: () => [dataset(), noise(), { seed: 0 }],
  autoencoding: () => [dataset()],
  blobs: {
    several: [
      () => [{ samples: 6, centers: 2, standardDeviation: 0.1, seed: 0 }],
      () => [{ samples: 6, centers: [[0, 1], [2, 3]] }], // biome-ignore format: a matrix
    ],
  },
  bundleParts: () => ["read", "x", withFreeKeys({ a: x(), b: x() })],
  categoricalColumn: () => [["a", "b"]],
  colorJitter: {
    first: () => [{ brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.1 }],
    next: () => [ones([2, 3, 2, 2]), defaultGenerator()],
  },
  chainAugmentations: { first: () => [noise(), noise()], next: augmented },
  checkIndices: () => [[0, 1], 2],
  checkSaved: { several: [] },
  checkerboard: () => [{ ...points, cells: 3 }],
  circles: () => [{ ...points, innerRadius: 0.5 }],
  classBalanced: { several: [() => [dataset(), { samples: 4 }], () => [["a", "b", "b"]]] },
  correlation: () => [table().select(["n"]), { with: ["n"] }],
  denoising: () => [dataset(), noise(), { seed: 0 }],
  describe: () => [table()],
  gaussianNoise: { first: () => [{ standardDeviation: 0.1, range: [0, 1] }], next: augmented },
  isBundle: { several: [] },
  isHeldOut: () => [table()],
  joinBundles: () => [[[x()], [x()]], ([first]) => first],
  kFold: () => [dataset(), { folds: 2, seed: 0, shuffle: true, stratify: true }],
  loadDiabetes: { several: [] },
  loadIris: () => [],
  loadLifeExpectancy: { several: [] },
  imageFolder: () => [photos, { imageShape: [2, 2], channels: 1, threads: 0, limit: 10_000 }],
  loadCifar10: { several: [] },
  loadFashionMnist: { several: [] },
  loadMnist: { several: [] },
  loadStudentPerformance: { several: [] },
  loadTinyShakespeare: { several: [] },
  loadTitanic: { several: [] },
  loadWineQuality: { several: [] },
  mapBundle: () => [withFreeKeys({ a: x(), b: x() }), (part) => part],
  mapBatches: () => [dataset(), (batch) => batch],
  maskingNoise: { first: () => [{ probability: 0.5 }], next: augmented },
  moons: () => [points],
  numericColumn: () => [[1, 2]],
  oneHot: () => [y(), 2],
  parseCsv: () => [
    bytes("n,w\n1,a\n"),
    "file.csv",
    { columns: withFreeKeys({ n: "numeric", w: "text" }), delimiter: ",", missing: ["NA"], rows: 1 },
  ],
  parseIdx: () => [new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 7]), "labels", 1],
  randomCrop: { first: () => [{ imageShape: [2, 2], size: [1, 1], padding: 1 }], next: augmented },
  randomResizedCrop: {
    first: () => [{ imageShape: [2, 2], size: [1, 1], area: [0.5, 1], aspect: [0.5, 2] }],
    next: augmented,
  },
  randomRotation: { first: () => [{ imageShape: [2, 2], degrees: 10, probability: 0.5 }], next: augmented },
  randomFlip: {
    first: () => [{ imageShape: [2, 2], axis: "vertical", probability: 0.5 }],
    next: augmented,
  },
  randomShift: { first: () => [{ imageShape: [2, 2], pixels: 1 }], next: augmented },
  saltAndPepper: { first: () => [{ probability: 0.5, range: [0, 1] }], next: augmented },
  sine: () => [{ ...points, range: [0, 1] }],
  spirals: () => [{ ...points, arms: 2, turns: 1 }],
  subset: () => [dataset(), [0, 1]],
  syntheticDigits: () => [{ ...points, distortion: 1 }],
  textColumn: () => [["a", "b"]],
  trainTestSplit: () => [dataset(), { testFraction: 0.5, seed: 0, shuffle: true, stratify: true }],
  transformFromJSON: () => [json(), "file"],
  wholeBatch: () => [dataset()],
  xorPoints: () => [{ copies: 2, noise: 0.1, seed: 0 }],
} satisfies SamplesOf<typeof datasets>;
