import { extent } from "../input/data.ts";
import type { Pictures } from "../input/images.ts";
import type { ColourScale } from "./style.ts";
import { say } from "./words.ts";

/** The options of a grid of images that say how values become colours. */
export interface Scaling {
  readonly range?: readonly [number, number];
  readonly colours?: ColourScale;
  readonly legend?: boolean;
  readonly rowLabels?: readonly string[];
}

const name = "imageGrid";

/** The values at the ends of a colour scale. */
export type Range = readonly [low: number, high: number];

const unit: Range = [0, 1];

/** The least difference that the scale from 0 to 1 shows. */
const shade = 1 / 255;

/** The range of each set of images; one for all of them if they have one scale. */
export function rangesOf({ pixels }: Pictures, setLength: number, options: Scaling): readonly Range[] {
  if (options.range !== undefined) {
    const [low, high] = options.range;
    if (!(low < high))
      throw new RangeError(`${name}: range goes from the lower to the higher value, not ${low} to ${high}`);
    return [options.range];
  }
  const all = extent(`${name}: images`, pixels.flat());
  if (options.colours === "diverging") {
    const far = Math.max(Math.abs(all[0]), Math.abs(all[1])) || 1;
    return [[-far, far]];
  }
  if (options.legend) return [ownRange(all)];
  const sets = setsOf(pixels, setLength);
  const own = sets.map((values, row) =>
    values.length === 0 ? unit : ownRange(extent(`${name}: row ${row}`, values)),
  );
  return own.includes(unit)
    ? own.map((range, row) => (range[1] - range[0] >= shade && isNearUnit(sets[row]) ? unit : range))
    : own;
}

/** The finite pixels of each set. */
function setsOf(pixels: Pictures["pixels"], setLength: number): number[][] {
  return Array.from({ length: pixels.length / setLength }, (_, row) =>
    pixels.slice(row * setLength, (row + 1) * setLength).flatMap((image) => image.filter(Number.isFinite)),
  );
}

function ownRange([low, high]: Range): Range {
  // Of values that differ by less than a shade, the whole picture would be one grey.
  if (low >= 0 && high <= 1 && (low === high || high - low >= shade)) return unit;
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Whether most of the values are from 0 to 1 or half as far outside: values from 0 to 1 with noise, for instance. */
function isNearUnit(values: readonly number[]): boolean {
  return values.filter((value) => value >= -0.5 && value <= 1.5).length > values.length / 2;
}

/** What is cut off by default, where the scale is chosen here. */
export function notesOf(
  { pixels }: Pictures,
  setLength: number,
  ranges: readonly Range[],
  { range, rowLabels }: Scaling,
): string[] {
  if (range !== undefined || ranges.length === 1) return [];
  const cut = setsOf(pixels, setLength).flatMap((values, row) =>
    ranges[row] === unit && values.some((value) => value < 0 || value > 1)
      ? [rowLabels?.[row] ?? say("row {}", row)]
      : [],
  );
  return cut.length === 0 ? [] : [say("{}: cut off below 0 and above 1", cut.join(", "))];
}
