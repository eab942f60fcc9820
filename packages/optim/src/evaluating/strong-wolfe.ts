/*
 * A line search for the strong Wolfe conditions (Nocedal and Wright, "Numerical Optimization", 2006, algorithms 3.5 and
 * 3.6), with the constants and the safeguards of PyTorch.
 */

/** A point of the line: the function at the distance t from the start, and its slope. */
export interface Point {
  readonly t: number;
  /** Infinity for a value that is not finite: then the search turns back. */
  readonly value: number;
  readonly slope: number;
}

/** The share of the decrease that the slope at the start promises. */
const SUFFICIENT = 1e-4;
/** How much of the slope at the start may be left. */
const CURVATURE = 0.9;
const MOST_TRIALS = 25;

/** Where a search may end, and how large one unit of t is. */
export interface Search<P extends Point> {
  /** Evaluates the function at a distance. */
  readonly at: (t: number) => P;
  /** The point at t = 0, with a negative slope. */
  readonly start: P;
  /** The first distance to try. */
  readonly first: number;
  /** The largest change of a parameter where t changes by 1. */
  readonly reach: number;
  /** An interval in which no parameter changes by more than this is not searched. */
  readonly tolerance: number;
}

/** A point with a sufficiently lower value and a flat slope; or the lowest point of the last interval. */
export function strongWolfe<P extends Point>(search: Search<P>): P {
  const { at, start, first } = search;
  let [before, now] = [start, at(first)];
  let trials = 0;
  for (; trials < MOST_TRIALS; trials++) {
    if (isTooHigh(now, start) || (trials > 1 && now.value >= before.value)) break;
    if (isFlat(now, start)) return now;
    if (now.slope >= 0) break;
    const t = cubicMinimum(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
    [before, now] = [now, at(t)];
  }
  if (trials === MOST_TRIALS) return start.value <= now.value ? start : now;
  return zoom(search, [before, now], trials);
}

/** Makes an interval smaller that contains a point such as wanted. */
function zoom<P extends Point>({ at, start, reach, tolerance }: Search<P>, ends: [P, P], trials: number): P {
  let low = ends[0].value <= ends[1].value ? 0 : 1;
  let isSlow = false;
  for (let trial = trials; trial < MOST_TRIALS; trial++) {
    const [least, most] = [Math.min(ends[0].t, ends[1].t), Math.max(ends[0].t, ends[1].t)];
    if ((most - least) * reach < tolerance) break;
    let t = cubicMinimum(ends[0], ends[1], least, most);
    // A trial close to an end is allowed once, unless it is the end itself.
    const margin = 0.1 * (most - least);
    const isClose = Math.min(most - t, t - least) < margin;
    if (isClose && (isSlow || t >= most || t <= least)) {
      t = most - t < t - least ? most - margin : least + margin;
      isSlow = false;
    } else {
      isSlow = isClose;
    }
    const now = at(t);
    const high = 1 - low;
    if (isTooHigh(now, start) || now.value >= ends[low].value) {
      ends[high] = now;
      low = ends[0].value <= ends[1].value ? 0 : 1;
      continue;
    }
    const isDone = isFlat(now, start);
    if (!isDone && now.slope * (ends[high].t - ends[low].t) >= 0) ends[high] = ends[low];
    ends[low] = now;
    if (isDone) break;
  }
  return ends[low];
}

function isTooHigh({ t, value }: Point, start: Point): boolean {
  return value > start.value + SUFFICIENT * t * start.slope;
}

function isFlat({ slope }: Point, start: Point): boolean {
  return Math.abs(slope) <= -CURVATURE * start.slope;
}

/** Where the cubic through two points with their slopes is lowest, within the bounds; or the middle of the bounds. */
function cubicMinimum(a: Point, b: Point, least: number, most: number): number {
  const d = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
  const root = Math.sqrt(d * d - a.slope * b.slope);
  const t =
    a.t <= b.t
      ? b.t - (b.t - a.t) * ((b.slope + root - d) / (b.slope - a.slope + 2 * root))
      : a.t - (a.t - b.t) * ((a.slope + root - d) / (a.slope - b.slope + 2 * root));
  return Number.isFinite(t) ? Math.min(Math.max(t, least), most) : (least + most) / 2;
}
