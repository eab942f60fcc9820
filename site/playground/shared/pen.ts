import type { Drawing, Point } from "./drawing.ts";

/* What a pen does to a drawing. Drawings are values: each action gives a new one. */

/** A pen that the arrow keys move. */
export interface KeyPen {
  readonly at: Point;
  readonly isDown: boolean;
}

/** In the middle, and lifted. */
export const RESTING: KeyPen = { at: [0.5, 0.5], isDown: false };

/** How far one press of an arrow key moves the pen. */
const STRIDE = 1 / 28;

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const within = (value: number) => Math.min(Math.max(value, 0), 1);

/** A new stroke that begins at a point. */
export function begun(drawing: Drawing, at: Point): Drawing {
  return [...drawing, [at]];
}

/** The last stroke, drawn on through some points. */
export function continued(drawing: Drawing, points: readonly Point[]): Drawing {
  return [...drawing.slice(0, -1), [...(drawing.at(-1) ?? []), ...points]];
}

/** What a key does to a pen and a drawing; undefined for a key that does nothing here. */
export function pressed(
  key: string,
  pen: KeyPen,
  drawing: Drawing,
): { readonly pen: KeyPen; readonly drawing: Drawing } | undefined {
  if (key === " ") {
    const isDown = !pen.isDown;
    return { pen: { ...pen, isDown }, drawing: isDown ? begun(drawing, pen.at) : drawing };
  }
  if (key === "Delete" || key === "Backspace") return { pen: RESTING, drawing: [] };
  const direction = DIRECTIONS[key];
  if (direction === undefined) return undefined;
  const at: Point = [within(pen.at[0] + STRIDE * direction[0]), within(pen.at[1] + STRIDE * direction[1])];
  return { pen: { ...pen, at }, drawing: pen.isDown ? continued(drawing, [at]) : drawing };
}
