import { grad, type Tensor, tensor } from "@gradiente/core";
import { check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Figure } from "../figure.ts";
import { entriesOf, extent, type Named } from "../input/data.ts";
import { aRange, FIGURE } from "../input/options.ts";
import { curveMarks } from "../parts/curves.ts";
import { type Entry, legend } from "../parts/legend.ts";
import { type FigureOptions, figureOf, panel } from "../parts/panel.ts";
import { categorical } from "../parts/style.ts";
import { say } from "../parts/words.ts";

/** Options of {@link activationChart}. */
export interface ActivationChartOptions extends FigureOptions {
  /** The range of x. Default: [-4, 4]. */
  readonly xRange?: readonly [number, number];
}

const name = "activationChart";

const ACTIVATION = declareOptions<ActivationChartOptions>({ ...FIGURE, xRange: aRange });

const aMap = check<(x: Tensor) => Tensor>("a function", (value) => typeof value === "function");

/** On how many places a function is computed. Odd, so that the middle of the range is one. */
const places = 401;

/**
 * Draws functions of one number, such as activations, as solid lines, and their derivatives, which `grad` computes, as
 * dashed ones.
 *
 * @param functions - Functions by name, each of a tensor `[n]`, element by element.
 * @throws TypeError if one of them is no function.
 * @throws RangeError if there is none, or `xRange` is a single value.
 * @example
 * ```ts
 * import { activationChart } from "@gradiente/plot";
 *
 * activationChart({ tanh: (x) => x.tanh(), sigmoid: (x) => x.sigmoid() }).toSVG();
 * ```
 */
export function activationChart(
  functions: Named<(x: Tensor) => Tensor>,
  options?: ActivationChartOptions,
): Figure {
  const { title, width = 360, height = 260, xRange = [-4, 4] } = optionsOf(name, options, ACTIVATION);
  const [low, high] = xRange;
  if (low === high)
    throw new RangeError(`${name}: xRange goes from the lower to the higher value, not ${low} to ${high}`);
  const x = Array.from({ length: places }, (_, i) => low + ((high - low) * i) / (places - 1));
  const entries = entriesOf(name, functions);
  const palette = categorical(entries.length);
  const curves = entries.flatMap(([key, f], i) => {
    checkFunction(key, f);
    const points = tensor(x, { dtype: "float64" });
    const values = Array.from(f(points).toTypedArray());
    const slopes = Array.from(grad((at: Tensor) => f(at).sum())(points).toTypedArray());
    return [
      { colour: palette[i], x, y: values },
      { colour: palette[i], dashed: true, x, y: slopes },
    ];
  });
  const drawn = curveMarks(curves);
  const domain = extent(
    name,
    curves.flatMap(({ y }) => y),
  );
  const labels = entries.flatMap(([key], i): Entry[] => [
    { label: key, colour: palette[i], as: "line" },
    { label: say("{}, derivative", key), colour: palette[i], as: "dashed" },
  ]);
  return figureOf({
    title,
    panels: [
      panel({
        width,
        height,
        x: { label: "x", domain: xRange },
        y: { domain, room: 0.04 },
        data: drawn.data,
        marks: drawn.marks,
      }),
    ],
    ...legend(labels),
  });
}

function checkFunction(key: string, f: unknown): void {
  if (aMap.accepts(f)) return;
  throw new TypeError(`${name}: "${key}" must be a function of a tensor, as in (x) => x.tanh()`);
}
