import type { History } from "@gradiente/train";

/** What was recorded, by name, as figures take it. */
export function curvesOf(history: History): Record<string, number[]> {
  return Object.fromEntries(history.names.map((name) => [name, history.series(name)]));
}
