import { interceptForward } from "@gradiente/core";
import { expect, it } from "vitest";

class Doubler {
  forward(x: number): number {
    return 2 * x;
  }
}

it("calls around in place of forward, and hands on what it returns", () => {
  const [a, b] = [new Doubler(), new Doubler()];
  const seen: unknown[] = [];
  const result = interceptForward(
    [a, b, a],
    (owner, call) => {
      const y = call();
      seen.push([owner === a, y]);
      return owner === a ? y : 100;
    },
    () => a.forward(b.forward(3)) + a.forward(1),
  );
  expect(result).toBe(200 + 2);
  expect(seen).toEqual([
    [false, 6],
    [true, 200],
    [true, 2],
  ]);
});

it("leaves each object as it was: methods of classes, fields, and interceptions around it", () => {
  const method = new Doubler();
  const field = { forward: (x: number) => x + 1 };
  const { forward } = field;
  const calls: string[] = [];
  const note = (name: string) => (_owner: unknown, call: () => unknown) => {
    calls.push(name);
    return call();
  };
  interceptForward([method, field], note("outer"), () => {
    interceptForward([field], note("inner"), () => field.forward(1));
    field.forward(1);
    expect(Object.hasOwn(method, "forward")).toBe(true);
  });
  expect(calls).toEqual(["inner", "outer", "outer"]);
  expect(Object.hasOwn(method, "forward")).toBe(false);
  expect(field.forward).toBe(forward);
});

it("does so where something throws, and refuses async functions", () => {
  const layer = new Doubler();
  const fails = () =>
    interceptForward(
      [layer],
      () => {
        throw new Error("no");
      },
      () => layer.forward(1),
    );
  expect(fails).toThrow("no");
  const frozen = Object.freeze(new Doubler());
  expect(() => interceptForward([layer, frozen], (_owner, call) => call(), fails)).toThrow(TypeError);
  expect(() =>
    interceptForward(
      [layer],
      (_owner, call) => call(),
      async () => 1,
    ),
  ).toThrow(/async/);
  expect(Object.hasOwn(layer, "forward")).toBe(false);
});
