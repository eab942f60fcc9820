import { arrange, type Figure, line, type Points } from "@gradiente/plot";
import { type CaseResult, isFailure, type Results } from "../results.ts";

/** Figures in a row. */
const COLUMNS = 3;

/** Where the figure stands, beside the report. */
export const GROWTH_FIGURE = "figures/w12-growth.svg";

/** How cost grows: a curve for each contender, both axes logarithmic; undefined where nothing was measured at two sizes. */
export function growthFigure({ speed }: Results): Figure | undefined {
  const curves = new Map<string, CaseResult[]>();
  for (const each of speed.flatMap(({ cases }) => cases)) {
    if (each.growth === undefined) continue;
    const { curve, along } = each.growth;
    const key = `${curve}, by ${along}`;
    curves.set(key, [...(curves.get(key) ?? []), each]);
  }
  const figures = [...curves].flatMap(([title, cases]) => {
    const series = seriesOf(cases);
    if (Object.keys(series).length === 0) return [];
    const { along } = cases[0].growth as NonNullable<CaseResult["growth"]>;
    return [
      line(series, {
        title,
        xLabel: along,
        yLabel: "milliseconds",
        xLogScale: true,
        yLogScale: true,
        width: 260,
        height: 180,
      }),
    ];
  });
  return figures.length === 0 ? undefined : arrange(figures, { columns: COLUMNS });
}

/** The times of each contender that has at least two. */
function seriesOf(cases: readonly CaseResult[]): Record<string, Points> {
  const points = new Map<string, { x: number[]; y: number[] }>();
  for (const { growth, results } of cases) {
    for (const result of results) {
      if (growth === undefined || isFailure(result) || !result.agrees) continue;
      const own = points.get(result.contender) ?? { x: [], y: [] };
      own.x.push(growth.size);
      own.y.push(result.seconds * 1e3);
      points.set(result.contender, own);
    }
  }
  return Object.fromEntries([...points].filter(([, { x }]) => x.length > 1));
}
