// The part of the package that needs no module of Node. Bundlers for browsers use this entry.
export { type ArrangeOptions, arrange } from "./arrange.ts";
export { type ActivationChartOptions, activationChart } from "./charts/activation-chart.ts";
export { type AttentionMapsOptions, attentionMaps } from "./charts/attention-maps.ts";
export { type Bar, type BarChartOptions, barChart, type HistogramOptions, histogram } from "./charts/bars.ts";
export {
  type PrecisionRecallCurveChartOptions,
  type PrecisionRecallPoints,
  precisionRecallCurveChart,
  type RocPoints,
  rocCurveChart,
} from "./charts/classification-curves.ts";
export { type ConfusionMatrixChartOptions, confusionMatrixChart } from "./charts/confusion-matrix.ts";
export { type Classifier, type DecisionSurfaceOptions, decisionSurface } from "./charts/decision-surface.ts";
export { type FeatureMapsOptions, type FiltersOptions, featureMaps, filters } from "./charts/filters.ts";
export { type DrawGraphOptions, drawGraph } from "./charts/graph.ts";
export { type HeatMapOptions, heatMap } from "./charts/heat-map.ts";
export { type ImageGridOptions, imageGrid } from "./charts/image-grid.ts";
export { type LearningCurvesOptions, learningCurves } from "./charts/learning-curves.ts";
export {
  line,
  type PlotOptions,
  type Points,
  type ScatterChartOptions,
  scatterChart,
  weightEvolution,
} from "./charts/lines.ts";
export { type LossSurfaceOptions, lossSurface } from "./charts/loss-surface.ts";
export { type DrawNetworkOptions, drawNetwork } from "./charts/network.ts";
export { type WeightHistogramsOptions, weightHistograms } from "./charts/weight-histograms.ts";
export { Figure, type PngOptions } from "./figure.ts";
export type { Matrix, Values, Vector } from "./input/data.ts";
export type { NamedSeries, RecordedHistory, Runs } from "./input/histories.ts";
export type { Images } from "./input/images.ts";
export type { NetworkModel } from "./input/network.ts";
export type { Displayed } from "./notebook.ts";
export type { FigureOptions } from "./parts/panel.ts";
export { spanishWords } from "./parts/spanish.ts";
export type { ColourScale } from "./parts/style.ts";
export { setWords, type Words } from "./parts/words.ts";
export {
  type Block,
  Report,
  type ReportImage,
  type ReportOptions,
  report,
  type TableBlock,
} from "./report.ts";
