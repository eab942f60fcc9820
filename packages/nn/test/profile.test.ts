import { ones, profile, tensor } from "@gradiente/core";
import { crossEntropyLoss, Dense, ReLU, Sequential } from "@gradiente/nn";
import { expect, it } from "vitest";

it("profiles a model by module, forward and backward", () => {
  const model = new Sequential(new Dense(3, 4), new ReLU(), new Sequential(new Dense(4, 2)));
  const classes = tensor([0, 1], { dtype: "int32" });
  const modules = model.modules();
  const { modules: rows, ops } = profile(
    () => crossEntropyLoss(model.forward(ones([2, 3])), classes).backward(),
    { modules },
  );
  const byPath = new Map(rows.map((row) => [row.name, row]));
  expect([...byPath.keys()].sort()).toEqual(["", "0", "1", "2", "2.0"]);
  expect(rows.map(({ calls }) => calls)).toEqual([1, 1, 1, 1, 1]);
  // Forward the result; backward the bias's gradient [4] and that of the weight [3, 4].
  expect(byPath.get("0")?.written).toBe(4 * (8 + 4 + 12));
  // The same for [2, 4] x [4, 2], and the gradient by the input besides.
  expect(byPath.get("2.0")?.written).toBe(4 * (4 + 2 + 8 + 8));
  // A container does nothing itself, and takes what is in it takes.
  expect(byPath.get("2")).toMatchObject({ written: 0, read: 0, backward: 0 });
  expect(byPath.get("2")?.total).toBeGreaterThanOrEqual(byPath.get("2.0")?.total as number);
  expect(byPath.get("1")?.backward).toBeGreaterThan(0);
  // The loss is in no module.
  expect(ops.map(({ name }) => name)).toContain("logSoftmax");
  for (const module of modules.values()) expect(Object.hasOwn(module, "forward")).toBe(false);
});

it("lists a module once that stands at two paths", () => {
  const layer = new Dense(2, 2);
  const model = new Sequential(layer, layer);
  const { modules } = profile(() => model.forward(ones([1, 2])), { modules: model.modules() });
  expect(modules.map(({ name, calls }) => [name, calls]).sort()).toEqual([
    ["", 1],
    ["0", 2],
  ]);
});
