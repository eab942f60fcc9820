export { type ConformanceCheck, conformance } from "./conformance/index.ts";
export { Expression, type ExpressionOptions, expressions } from "./expressions.ts";
export { gradientMatches } from "./gradient-matches.ts";
export type { Inputs } from "./inputs.ts";
export { type LayoutName, layouts } from "./layouts.ts";
export { type Saveable, savingKeepsModule } from "./modules.ts";
export { type Operation, operations } from "./operations.ts";
export { pullbackIsAdjoint, pullbackIsLinear } from "./pullback.ts";
export {
  axes,
  type BroadcastableShapes,
  broadcastableShapes,
  broadcastableTo,
  type ShapeOptions,
  shapes,
} from "./shapes.ts";
export { dtypes, type RandomTensorOptions, tensors } from "./tensors.ts";
export { viewsEqualCopies } from "./views.ts";
