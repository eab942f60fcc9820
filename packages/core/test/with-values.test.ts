import { checkpoint, DTypeError, grad, ShapeError, tensor, Variable, withValues } from "@gradiente/core";
import { expect, it } from "vitest";

const f64 = (values: number | number[]) => tensor(values, { dtype: "float64" });

it("lets gradients flow to what the values were computed from", () => {
  const w = new Variable(f64(3));
  const s = new Variable(f64(2));
  const y = withValues(new Map([[w, s.value.mul(5)]]), () => w.square());
  const gradients = y.backward();
  expect([y.item(), gradients.get(s).item(), gradients.has(w), w.item()]).toEqual([100, 100, false, 3]);
  expect(w.square().backward().get(w).item()).toBe(6);
});

it("can be nested, and puts all back, whatever was set and thrown", () => {
  const w = new Variable(f64(1));
  const seen: number[] = [];
  const run = () =>
    withValues(new Map([[w, f64(2)]]), () => {
      withValues(new Map([[w, f64(3)]]), () => seen.push(w.item()));
      seen.push(w.item());
      w.set(f64(4));
      seen.push(w.item());
      throw new Error("midway");
    });
  expect(run).toThrow("midway");
  expect([...seen, w.item()]).toEqual([3, 2, 4, 1]);
  expect(w.value.node).toBe(w.node);
});

it("gives the outer value back with its history", () => {
  const w = new Variable(f64(1));
  const s = new Variable(f64(2));
  const y = withValues(new Map([[w, s.value.square()]]), () => {
    withValues(new Map([[w, f64(3)]]), () => w.square());
    return w.mul(5);
  });
  expect(y.backward().get(s).item()).toBe(20);
});

it("refuses what does not fit, and async functions", () => {
  const w = new Variable(f64([1, 2]));
  expect(() => withValues(new Map([[w, f64(1)]]), () => 0)).toThrow(ShapeError);
  expect(() => withValues(new Map([[w, tensor([1, 2])]]), () => 0)).toThrow(DTypeError);
  expect(() => withValues([w] as never, () => 0)).toThrow(
    /^withValues: the argument must be a Map from Variables/,
  );
  expect(() => withValues(new Map(), 1 as never)).toThrow(/^withValues: f must be a function, not 1/);
  expect(() => withValues(new Map([[w, f64([3, 4])]]), async () => 0)).toThrow(/async/);
  expect(w.toArray()).toEqual([1, 2]);
});

it("goes with checkpoint, inside and around, also when the second run comes later", () => {
  const w = new Variable(f64(3));
  const s = new Variable(f64(2));
  const cube = checkpoint(() => w.pow(3));
  const inside = withValues(new Map([[w, s.value.square()]]), () => cube());
  // (s²)³ = s⁶, whose slope at 2 is 6 · 32.
  expect(inside.backward().get(s).item()).toBe(192);
  const around = checkpoint(() => withValues(new Map([[w, s.value.square()]]), () => w.pow(3)));
  expect(around().backward().get(s).item()).toBe(192);
  expect(grad((x) => withValues(new Map([[w, x.square()]]), () => cube()))(f64(2)).item()).toBe(192);
  expect(w.item()).toBe(3);
  expect(w.square().backward().get(w).item()).toBe(6);
});
