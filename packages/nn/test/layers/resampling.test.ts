import {
  Dense,
  Flatten,
  Identity,
  PixelShuffle,
  PixelUnshuffle,
  Residual,
  Unflatten,
  Upsample,
} from "@gradiente/nn";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

const dtype = "float64";
const sizes = [[4], [3, 4], [2, 3, 2]];
const linear = ["linear", "bilinear", "trilinear"] as const;

const ofRank = (rank: number): Record<string, () => Subject> => {
  const larger = sizes[rank - 1].map((size) => size + 2);
  const smaller = sizes[rank - 1].map((size) => size - 1);
  const cases: Record<string, () => Subject> = {};
  for (const mode of ["nearest", "nearestExact"] as const) {
    const name = `Upsample ${rank}d ${mode}`;
    cases[`${name}, scale 2`] = () => new Upsample({ scale: 2, mode });
    cases[`${name}, larger`] = () => new Upsample({ size: larger, mode });
    cases[`${name}, smaller`] = () => new Upsample({ size: smaller, mode });
    cases[`${name}, scale 1.7`] = () => new Upsample({ scale: 1.7, mode });
  }
  for (const mode of [linear[rank - 1], ...(rank === 2 ? ["bicubic" as const] : [])]) {
    for (const alignCorners of [false, true]) {
      const name = `Upsample ${rank}d ${mode}, alignCorners ${alignCorners}`;
      cases[`${name}, larger`] = () => new Upsample({ size: larger, mode, alignCorners });
      cases[`${name}, smaller`] = () => new Upsample({ size: smaller, mode, alignCorners });
      cases[`${name}, scale 1.7`] = () => new Upsample({ scale: 1.7, mode, alignCorners });
    }
  }
  return cases;
};

const areas = (rank: number): Record<string, () => Subject> => {
  const given = [[7], [5, 6], [3, 4, 5]][rank - 1];
  const name = `Upsample ${rank}d area`;
  return {
    [`${name}, smaller`]: () =>
      new Upsample({ size: given.map((size) => Math.floor(size / 2)), mode: "area" }),
    [`${name}, larger`]: () => new Upsample({ size: given.map((size) => size + 2), mode: "area" }),
    [`${name}, scale 0.7`]: () => new Upsample({ scale: 0.7, mode: "area" }),
  };
};

const antialiased = (mode: "bilinear" | "bicubic"): Record<string, () => Subject> => {
  const name = `Upsample ${mode}, antialias`;
  const options = { mode, antialias: true };
  return {
    [`${name}, smaller`]: () => new Upsample({ size: [3, 2], ...options }),
    [`${name}, a little smaller`]: () => new Upsample({ size: [6, 4], ...options }),
    [`${name}, larger`]: () => new Upsample({ size: [9, 8], ...options }),
    [`${name}, scale 0.4`]: () => new Upsample({ scale: 0.4, ...options }),
    [`${name}, scale 0.7 and 1.6`]: () => new Upsample({ scale: [0.7, 1.6], ...options }),
  };
};

agreesWithPyTorch("layers/resampling", {
  ...areas(1),
  ...areas(2),
  ...areas(3),
  ...antialiased("bilinear"),
  ...antialiased("bicubic"),
  ...ofRank(1),
  ...ofRank(2),
  ...ofRank(3),
  "Upsample by a factor for each axis": () => new Upsample({ scale: [2, 0.7], mode: "bilinear" }),
  "Upsample to 1, corners aligned": () => new Upsample({ size: 1, mode: "cubic", alignCorners: true }),
  PixelShuffle: () => new PixelShuffle(2),
  "PixelShuffle by 3, unbatched": () => new PixelShuffle(3),
  PixelUnshuffle: () => new PixelUnshuffle(2),
  "PixelUnshuffle by 3, unbatched": () => new PixelUnshuffle(3),
  Flatten: () => new Flatten(),
  "Flatten axes 0 to -2": () => new Flatten({ startAxis: 0, endAxis: -2 }),
  Unflatten: () => new Unflatten(1, [2, 3]),
  "Unflatten the last axis, one size open": () => new Unflatten(-2, [2, -1]),
  Identity: () => new Identity(),
  Residual: () => new Residual(new Dense(3, 3, { dtype })),
  "Residual with a shortcut": () =>
    new Residual(new Dense(3, 2, { dtype }), { shortcut: new Dense(3, 2, { bias: false, dtype }) }),
});
