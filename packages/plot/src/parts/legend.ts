import type { Legend, Scale } from "vega";
import { apart } from "./names.ts";
import { type ColourScale, colours, rampOf } from "./style.ts";
import { evenly, formatFor, isExtreme, labelHeight, logTicks } from "./ticks.ts";

/** One entry of a legend: the meaning of a line, a point or an area. */
export interface Entry {
  readonly label: string;
  readonly colour: string;
  readonly as: "line" | "dashed" | "point" | "area" | "cross";
}

/** The dashes of a dashed line, in pixels. */
export const dashes = [6, 4];

const symbols = {
  line: { shape: "stroke", size: 400, dash: [1, 0] },
  dashed: { shape: "stroke", size: 400, dash: dashes },
  point: { shape: "circle", size: 70, dash: [1, 0] },
  cross: { shape: "cross", size: 110, dash: [1, 0] },
  area: { shape: "square", size: 140, dash: [1, 0] },
};

/** The most entries in a column of a legend. More would be much higher than a panel. */
const inAColumn = 20;

/** The legend beside the panels, with the scales that it needs. */
export function legend(entries: readonly Entry[], title = ""): { scales: Scale[]; legends: Legend[] } {
  if (entries.length === 0) return { scales: [], legends: [] };
  const domain = apart(entries.map(({ label }) => label));
  const scale = (name: string, range: unknown[]) => ({ name, type: "ordinal", domain, range }) as Scale;
  return {
    scales: [
      scale(
        "legendFill",
        entries.map(({ as, colour }) => (as === "line" || as === "dashed" ? "transparent" : colour)),
      ),
      scale(
        "legendStroke",
        entries.map(({ as, colour }) => (as === "cross" ? colours.ink : colour)),
      ),
      scale(
        "legendShape",
        entries.map(({ as }) => symbols[as].shape),
      ),
      scale(
        "legendSize",
        entries.map(({ as }) => symbols[as].size),
      ),
      scale(
        "legendDash",
        entries.map(({ as }) => symbols[as].dash),
      ),
    ],
    legends: [
      {
        fill: "legendFill",
        stroke: "legendStroke",
        shape: "legendShape",
        size: "legendSize",
        strokeDash: "legendDash",
        orient: "right",
        symbolStrokeWidth: 1.8,
        // Vega would leave out all above 30.
        symbolLimit: entries.length,
        ...(entries.length > inAColumn ? { columns: Math.ceil(entries.length / inAColumn) } : {}),
        ...(title === "" ? {} : { title }),
      },
    ],
  };
}

/** The colour bar beside the panels, with the values of the colours. */
export function colourBar(
  colourScale: ColourScale,
  [low, high]: readonly [number, number],
  { title, logScale = false, length = 160 }: { title?: string; logScale?: boolean; length?: number } = {},
): { scales: Scale[]; legends: Legend[] } {
  const type = logScale ? "log" : "linear";
  const range = rampOf(colourScale);
  // A gradient of more than two colours needs as many positions: those of equal steps on the scale.
  const domain = range.map((_, i) => {
    const share = i / (range.length - 1);
    return logScale ? low * (high / low) ** share : low + (high - low) * share;
  });
  const ticks = logScale ? logTicks([low, high], length / labelHeight) : undefined;
  return {
    scales: [{ name: "colourBar", type, domain, range, nice: false, zero: false } as Scale],
    legends: [
      {
        fill: "colourBar",
        type: "gradient",
        orient: "right",
        gradientLength: length,
        gradientThickness: 12,
        labelOverlap: "greedy",
        ...(isExtreme([low, high]) ? { format: formatFor(evenly([low, high], length / labelHeight)) } : {}),
        ...(ticks === undefined ? {} : { values: ticks, format: formatFor(ticks) }),
        ...(title === undefined ? {} : { title }),
      } as Legend,
    ],
  };
}

/** The legend entry of missing values, a square of their colour. */
export function missingEntry(label: string): Entry {
  return { label, colour: colours.missing, as: "area" };
}
