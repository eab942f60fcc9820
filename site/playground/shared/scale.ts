/** How many points a curve keeps: more than a screen has columns for it would be drawn for nothing. */
const MOST_POINTS = 400;

/** Every other element once there are too many, and always the last: memory stays small however long a training runs. */
export function thinned<T>(list: readonly T[]): readonly T[] {
  if (list.length <= MOST_POINTS) return list;
  const last = list.length - 1;
  return list.filter((_, i) => i % 2 === 0 || i === last);
}

/** The `d` of an SVG path through some points. It has gaps where a number is not finite. */
export function pathOf(points: readonly (readonly [x: number, y: number])[]): string {
  let pen = "M";
  return points
    .map(([x, y]) => {
      const command = Number.isFinite(x) && Number.isFinite(y) ? `${pen}${x.toFixed(1)} ${y.toFixed(1)}` : "";
      pen = command === "" ? "M" : "L";
      return command;
    })
    .join("");
}
