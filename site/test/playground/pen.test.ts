import { expect, test } from "vitest";
import { begun, continued, pressed, RESTING } from "../../playground/shared/pen.ts";

test("a pen draws strokes", () => {
  const one = continued(begun([], [0, 0]), [[0.5, 0.5]]);
  expect(one).toEqual([[[0, 0], [0.5, 0.5]]]); // biome-ignore format: a drawing
  expect(begun(one, [1, 1])).toEqual([...one, [[1, 1]]]);
  expect(continued(begun(one, [1, 1]), [[1, 0]])[0]).toBe(one[0]);
});

/** The pen and the drawing after some keys. */
function after(...keys: readonly string[]) {
  let state = { pen: RESTING, drawing: [] as ReturnType<typeof begun> };
  for (const key of keys) state = pressed(key, state.pen, state.drawing) ?? state;
  return state;
}

test("keys move a lifted pen without a trace, and one that is down with one", () => {
  expect(after("ArrowLeft", "ArrowUp").drawing).toEqual([]);
  const { drawing, pen } = after(" ", "ArrowRight", "ArrowDown", " ", "ArrowDown");
  expect(drawing.length).toBe(1);
  expect(drawing[0].length).toBe(3);
  expect(drawing[0][2][0]).toBeCloseTo(0.5 + 1 / 28, 10);
  expect(drawing[0][2][1]).toBeCloseTo(0.5 + 1 / 28, 10);
  expect(pen.isDown).toBe(false);
  expect(pen.at[1]).toBeCloseTo(0.5 + 2 / 28, 10);
});

test("the pen stays on the pad", () => {
  expect(after(...new Array<string>(40).fill("ArrowLeft")).pen.at[0]).toBe(0);
  expect(after(...new Array<string>(40).fill("ArrowDown")).pen.at[1]).toBe(1);
});

test("Delete clears, and other keys do nothing", () => {
  expect(after(" ", "ArrowUp", "Delete")).toEqual({ pen: RESTING, drawing: [] });
  expect(pressed("a", RESTING, [])).toBeUndefined();
  expect(pressed("Tab", RESTING, [])).toBeUndefined();
});
