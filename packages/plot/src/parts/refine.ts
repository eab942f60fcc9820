import { cellCentres } from "./surface.ts";

/** A value for each class at each place, a list for each class. */
type Scores = readonly (readonly number[])[];

/** Scores at the centres of cells, row by row from the smallest y. */
export interface ScoreGrid {
  /** The number of cells along each side. */
  readonly side: number;
  /** The number of cells on each side that lie outside the panel. */
  readonly beyond: number;
  readonly scores: Scores;
}

/** How many cells a cell near a boundary is divided into, along each side. Odd: the centre of one is that of the cell. */
const factor = 3;

/** How far from a boundary cells are divided: regions thinner than a cell are met only here and there. */
const reach = 2;

/**
 * Scores over a panel: at the centres of cells, and near boundaries between classes at those of smaller cells, where the
 * coarse ones would make steps of slanting lines and islands of thin regions. Elsewhere they are interpolated.
 *
 * @param scoresAt - The scores of places. It is called once or twice.
 */
export function scoreGrid(
  scoresAt: (places: readonly (readonly [number, number])[]) => Scores,
  xRange: readonly [number, number],
  yRange: readonly [number, number],
  resolution: number,
): ScoreGrid {
  const beyond = 1;
  const side = resolution + 2 * beyond;
  const coarse: ScoreGrid = {
    side,
    beyond,
    scores: scoresAt(cellCentres(xRange, yRange, resolution, beyond)),
  };
  const isDivided = cellsNearBoundaries(coarse);
  if (!isDivided.includes(true)) return coarse;

  const fineSide = side * factor;
  const parent = (at: number) =>
    Math.floor(Math.floor(at / fineSide) / factor) * side + Math.floor((at % fineSide) / factor);
  const all = cellCentres(xRange, yRange, resolution * factor, beyond * factor);
  const asked = all.flatMap((_, at) => (isDivided[parent(at)] ? [at] : []));
  const answers = scoresAt(asked.map((at) => all[at]));
  const scores = coarse.scores.map((values, k) => {
    const fine = interpolated(values, side);
    asked.forEach((at, i) => {
      fine[at] = answers[k][i];
    });
    return fine;
  });
  return { side: fineSide, beyond: beyond * factor, scores };
}

/** Which cells have another class not far away, or, by the slope of the scores, may have one. */
function cellsNearBoundaries({ side, scores }: ScoreGrid): boolean[] {
  const best = scores[0].map((_, at) => {
    let [first, second, winner] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let k = 0; k < scores.length; k++) {
      const score = scores[k][at];
      if (score > first) [first, second, winner] = [score, first, k];
      else if (score > second) second = score;
    }
    return { winner, lead: first - second };
  });
  return best.map(({ winner, lead }, at) => {
    const [row, column] = [Math.floor(at / side), at % side];
    for (let y = Math.max(0, row - reach); y <= Math.min(side - 1, row + reach); y++) {
      for (let x = Math.max(0, column - reach); x <= Math.min(side - 1, column + reach); x++) {
        const other = best[y * side + x];
        if (other.winner !== winner) return true;
        const isNext = Math.abs(y - row) + Math.abs(x - column) === 1;
        if (isNext && lead < 1.5 * (other.lead - lead)) return true;
      }
    }
    return false;
  });
}

/** Values at the centres of the smaller cells, linear between those of the cells. */
function interpolated(values: readonly number[], side: number): number[] {
  const fineSide = side * factor;
  const places = Array.from({ length: fineSide }, (_, i) => {
    const at = Math.min(side - 1, Math.max(0, (i + 0.5) / factor - 0.5));
    const low = Math.min(side - 2, Math.floor(at));
    return { low, share: at - low };
  });
  const mixed = (a: number, b: number, share: number) =>
    share === 0 ? a : share === 1 ? b : a + (b - a) * share;
  return places.flatMap((y) =>
    places.map((x) => {
      const at = y.low * side + x.low;
      const below = mixed(values[at], values[at + 1], x.share);
      return mixed(below, mixed(values[at + side], values[at + side + 1], x.share), y.share);
    }),
  );
}
