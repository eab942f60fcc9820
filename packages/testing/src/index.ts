export { gradientMatches } from "./gradient-matches.ts";
export { type LayoutName, layouts } from "./layouts.ts";
export { type BroadcastableShapes, broadcastableShapes, type ShapeOptions, shapes } from "./shapes.ts";
export { dtypes, type TensorOptions, tensors } from "./tensors.ts";
