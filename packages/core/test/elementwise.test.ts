import * as core from "@gradiente/core";
import { type DType, grad, type Tensor, tensor } from "@gradiente/core";
import { broadcastableShapes, type RandomTensorOptions, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";
import { f64, INF, int, NAN } from "./samples/values.ts";

/* What elementwise functions have to do with each other, and that their gradients are numbers where functions saturate. */

type Pair = readonly [left: Tensor, right: Tensor];

/** Both sides of an equation, for tensors of any shape and layout. */
function law(
  name: string,
  range: RandomTensorOptions,
  sides: (x: Tensor) => Pair,
  relative = 1e-14,
  absolute = 1e-15,
): void {
  it(name, () => {
    fc.assert(
      fc.property(tensors(range), (x) => {
        const [left, right] = sides(x);
        expectClose(left.toArray(), right.toArray(), { relative, absolute });
      }),
    );
  });
}

/** The same for two tensors that broadcast. */
function lawOfTwo(
  name: string,
  range: RandomTensorOptions,
  sides: (a: Tensor, b: Tensor) => Pair,
  relative = 1e-14,
  absolute = 1e-14,
): void {
  it(name, () => {
    const pairs = broadcastableShapes({ maximumSize: 3 }).chain(({ a, b }) =>
      fc.tuple(tensors({ ...range, shape: a }), tensors({ ...range, shape: b })),
    );
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [left, right] = sides(a, b);
        expectClose(left.toArray(), right.toArray(), { relative, absolute });
      }),
    );
  });
}

const positive = { minimum: 1e-3, maximum: 1e3 };
const wide = { minimum: -30, maximum: 30 };
const inside = { minimum: -0.999, maximum: 0.999 };

describe("exponentials, logarithms and powers", () => {
  law("exp(log x) = x", positive, (x) => [x.log().exp(), x]);
  law("log(exp x) = x", wide, (x) => [x.exp().log(), x], 1e-14, 1e-13);
  law("log1p(expm1 x) = x", { minimum: -1, maximum: 30 }, (x) => [x.expm1().log1p(), x]);
  law("expm1(log1p x) = x", { minimum: -0.5, maximum: 1e3 }, (x) => [x.log1p().expm1(), x]);
  law("2 ** log2 x = x", positive, (x) => [core.pow(2, x.log2()), x]);
  law("10 ** log10 x = x", positive, (x) => [core.pow(10, x.log10()), x], 3e-14);
  law("(∛x)³ = x", wide, (x) => [x.cbrt().pow(3), x]);
  law("x rsqrt(x)² = 1", positive, (x) => [x.mul(x.rsqrt().square()), x.div(x)]);
  law("1 / (1 / x) = x", positive, (x) => [x.reciprocal().reciprocal(), x]);
  law("x ** ½ = √x", positive, (x) => [x.pow(0.5), x.sqrt()]);
  lawOfTwo("hypot² = a² + b²", wide, (a, b) => [a.hypot(b).square(), a.square().add(b.square())]);
});

describe("circular and hyperbolic functions", () => {
  law("sin² + cos² = 1", wide, (x) => [x.sin().square().add(x.cos().square()), x.mul(0).add(1)]);
  law("tan = sin / cos", inside, (x) => [x.tan(), x.sin().div(x.cos())]);
  law("sinh + cosh = exp", { minimum: -3, maximum: 30 }, (x) => [x.sinh().add(x.cosh()), x.exp()], 1e-13);
  law("cosh² - sinh² = 1", { minimum: -3, maximum: 3 }, (x) => [x.cosh().square().sub(x.sinh().square()), x.mul(0).add(1)], 1e-13); // biome-ignore format: one law
  law("tanh = sinh / cosh", wide, (x) => [x.tanh(), x.sinh().div(x.cosh())]);
  law("sin(asin x) = x", inside, (x) => [x.asin().sin(), x]);
  law("cos(acos x) = x", inside, (x) => [x.acos().cos(), x], 1e-14, 1e-14);
  law("asin + acos = π/2", inside, (x) => [x.asin().add(x.acos()), x.mul(0).add(Math.PI / 2)]);
  law("tan(atan x) = x", wide, (x) => [x.atan().tan(), x], 1e-13);
  law("sinh(asinh x) = x", wide, (x) => [x.asinh().sinh(), x]);
  law("cosh(acosh x) = x", { minimum: 1, maximum: 1e3 }, (x) => [x.acosh().cosh(), x]);
  law("tanh(atanh x) = x", inside, (x) => [x.atanh().tanh(), x]);
  lawOfTwo("hypot and atan2 are polar coordinates: x", wide, (y, x) => [y.hypot(x).mul(y.atan2(x).cos()), x.add(y.mul(0))], 1e-14, 1e-13); // biome-ignore format: one law
  lawOfTwo("hypot and atan2 are polar coordinates: y", wide, (y, x) => [y.hypot(x).mul(y.atan2(x).sin()), y.add(x.mul(0))], 1e-14, 1e-13); // biome-ignore format: one law
});

describe("special functions", () => {
  law("erf + erfc = 1", wide, (x) => [x.erf().add(x.erfc()), x.mul(0).add(1)]);
  law("erf(-x) = -erf x", wide, (x) => [x.neg().erf(), x.erf().neg()], 0, 0);
  law(
    "log Γ(x + 1) = log Γ(x) + log x",
    positive,
    (x) => [x.add(1).lgamma(), x.lgamma().add(x.log())],
    1e-14,
    1e-13,
  );
  law(
    "ψ(x + 1) = ψ(x) + 1 / x",
    positive,
    (x) => [x.add(1).digamma(), x.digamma().add(x.reciprocal())],
    1e-14,
    1e-12,
  );
  law("ψ'(x) = ψ'(x + 1) + 1 / x²", positive, (x) => [x.polygamma(1), x.add(1).polygamma(1).add(x.square().reciprocal())], 1e-14); // biome-ignore format: one law
});

describe("rounding and remainders", () => {
  const whole = (x: Tensor) => x.eq(x.floor());
  const all = (condition: Tensor) => condition.not().sum().item() === 0;

  it("floor, ceil, trunc and round give the integers around a number", () => {
    const some = fc.tuple(tensors(wide), tensors({ ...wide, dtype: "int32" }));
    fc.assert(
      fc.property(some, ([x, n]) => {
        for (const at of [x, n.div(2)]) {
          expect(all(whole(at.floor()).and(at.floor().le(at)).and(at.sub(at.floor()).le(1)))).toBe(true);
          expect(at.ceil().toArray()).toEqual(at.neg().floor().neg().toArray());
          expectClose(at.trunc().toArray(), at.sign().mul(at.abs().floor()).toArray(), {
            relative: 0,
            absolute: 0,
          });
          expect(all(whole(at.round()).and(at.round().sub(at).abs().le(0.5)))).toBe(true);
        }
        // At halves, to the even one.
        expect(all(n.add(0.5).round().mod(2).eq(0))).toBe(true);
      }),
    );
  });

  for (const dtype of ["float64", "float32", "int32"] as const) {
    it(`mod and fmod of ${dtype}: a = q b + r with a whole q, |r| < |b|, and the sign of b or of a`, () => {
      const pairs = broadcastableShapes({ maximumSize: 3 }).chain(({ a, b }) =>
        fc.tuple(tensors({ ...wide, shape: a, dtype }), tensors({ ...wide, shape: b, dtype })),
      );
      fc.assert(
        fc.property(pairs, ([a, given]) => {
          const b = given.abs().lt(0.1).where(1, given);
          for (const [r, sign] of [
            [a.mod(b), b.add(a.mul(0))],
            [a.fmod(b), a.add(b.mul(0))],
          ] as const) {
            // biome-ignore format: a table
            expect(r.dtype).toBe(dtype);
            const q = a.cast("float64").sub(r.cast("float64")).div(b);
            // One rounding of r, and one of the division.
            const slack = dtype === "float32" ? 2 ** -23 : 1e-13;
            expect(all(q.sub(q.round()).abs().le(slack))).toBe(true);
            expect(all(r.abs().le(b.abs()))).toBe(true);
            expect(all(r.eq(0).or(r.sign().eq(sign.sign())))).toBe(true);
          }
        }),
      );
    });
  }
});

describe("between two values", () => {
  lawOfTwo("lerp begins at a", wide, (a, b) => [a.lerp(b, 0), a.add(b.mul(0))], 0, 0);
  lawOfTwo("lerp ends at b", wide, (a, b) => [a.lerp(b, 1), b.add(a.mul(0))], 0, 0);
  lawOfTwo("lerp from a to a stays", wide, (a, t) => [a.lerp(a, t), a.add(t.mul(0))], 0, 0);
  lawOfTwo("lerp is the same the other way round", wide, (a, b) => [a.lerp(b, 0.3), b.lerp(a, 0.7)], 1e-13);
  lawOfTwo(
    "clip to one value gives it",
    wide,
    (x, bound) => [x.clip(bound, bound), bound.add(x.mul(0))],
    0,
    0,
  );
  lawOfTwo("clip is maximum and minimum", wide, (x, low) => [x.clip(low, low.add(1)), x.maximum(low).minimum(low.add(1))], 0, 0); // biome-ignore format: one law
  lawOfTwo("maximum and minimum keep the sum", wide, (a, b) => [a.maximum(b).add(a.minimum(b)), a.add(b)]);
});

describe("logic", () => {
  const bool = { dtype: "bool" } as const;
  lawOfTwo("not (a and b) = not a or not b", bool, (a, b) => [a.and(b).not(), a.not().or(b.not())]);
  lawOfTwo("not (a or b) = not a and not b", bool, (a, b) => [a.or(b).not(), a.not().and(b.not())]);
  lawOfTwo("a xor b = (a or b) and not (a and b)", bool, (a, b) => [a.xor(b), a.or(b).and(a.and(b).not())]);
  lawOfTwo("a xor b xor b = a", bool, (a, b) => [a.xor(b).xor(b), a.or(b.xor(b))]);
  lawOfTwo("not a < b = a >= b", wide, (a, b) => [a.lt(b).not(), a.ge(b)]);
  lawOfTwo("a <= b = a < b or a = b", wide, (a, b) => [a.le(b), a.lt(b).or(a.eq(b))]);

  it("a number is finite, infinite or NaN, and only one of them", () => {
    const any = fc.array(fc.double(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(any, (values) => {
        const x = f64(values);
        expect(x.isNaN().toArray()).toEqual(values.map(Number.isNaN));
        expect(x.isFinite().toArray()).toEqual(values.map(Number.isFinite));
        expect(x.isNaN().xor(x.isFinite()).xor(x.isInfinite()).toArray()).toEqual(values.map(() => true));
      }),
    );
  });
});

describe("activations", () => {
  law("logSigmoid = log sigmoid", wide, (x) => [x.logSigmoid(), x.sigmoid().log()], 1e-14, 1e-14);
  law("sigmoid(x) + sigmoid(-x) = 1", wide, (x) => [x.sigmoid().add(x.neg().sigmoid()), x.mul(0).add(1)]);
  for (const op of ["silu", "gelu", "softplus", "relu", "hardSwish"] as const) {
    law(`${op}(x) - ${op}(-x) = x`, wide, (x) => [x[op]().sub(x.neg()[op]()), x], 1e-14, 1e-14);
  }
  law("gelu by tanh is near gelu", wide, (x) => [x.gelu("tanh"), x.gelu()], 0, 5e-4);
  law("celu = alpha elu(x / alpha)", wide, (x) => [x.celu(0.5), x.mul(2).elu().div(2)]);
  law("prelu = leakyRelu with its slope", wide, (x) => [x.prelu(0.3), x.leakyRelu(0.3)], 0, 0);
  law("softsign is odd", wide, (x) => [x.neg().softsign(), x.softsign().neg()], 0, 0);
  law("glu of x and zeros is x / 2", { ...wide, shape: { minimumAxes: 1 } }, (x) => [core.concat([x, x.mul(0)], -1).glu(), x.div(2)], 0, 0); // biome-ignore format: one law
});

/** The value at x and the derivatives of order 1 to 3. */
function derivatives(f: (x: Tensor) => Tensor, x: number, dtype: DType): number[] {
  const at = tensor([x], { dtype });
  let g = (y: Tensor): Tensor => f(y).sum();
  const values = [g(at).item()];
  for (let order = 1; order <= 3; order++) {
    const derivative = grad(g);
    g = (y) => derivative(y).sum();
    values.push(g(at).item());
  }
  return values;
}

const exact = { relative: 0, absolute: 0 };

describe("derivatives where functions saturate or overflow", () => {
  const linear = "softplus silu mish gelu relu leakyRelu elu celu hardSwish".split(" ");
  const bounded = "sigmoid tanh erf erfc hardTanh hardSigmoid".split(" ");
  const all = core as unknown as Record<string, (x: Tensor) => Tensor>;

  for (const dtype of ["float64", "float32"] as const) {
    it(`of activations of ${dtype} are those of the lines that they approach`, () => {
      for (const name of linear) {
        expectClose(derivatives(all[name], 1e4, dtype), [1e4, 1, 0, 0], exact);
        const slope = name === "leakyRelu" ? (dtype === "float32" ? Math.fround(0.01) : 0.01) : 0;
        expectClose(derivatives(all[name], -1e4, dtype).slice(1), [slope, 0, 0], exact);
      }
      for (const name of bounded) {
        for (const x of [1e4, -1e4, 1e18, -1e18]) {
          expect(derivatives(all[name], x, dtype).slice(1).map(Math.abs), `${name} at ${x}`).toEqual([
            0, 0, 0,
          ]);
        }
      }
      expectClose(derivatives(core.logSigmoid, -1e4, dtype), [-1e4, 1, 0, 0], exact);
      expectClose(
        derivatives((x) => x.gelu("tanh"), 1e4, dtype),
        [1e4, 1, 0, 0],
        exact,
      );
      expectClose(
        derivatives((x) => x.gelu("tanh"), -1e4, dtype),
        [0, 0, 0, 0],
        exact,
      );
    });
  }

  for (const dtype of ["float64", "float32"] as const) {
    it(`of activations of ${dtype} at infinity are the limits`, () => {
      const tanhGelu = (x: Tensor) => x.gelu("tanh");
      const smooth = "silu mish gelu hardSwish softplus elu"
        .split(" ")
        .map((name) => [name, all[name]] as const);
      for (const [name, f] of [...smooth, ["gelu tanh", tanhGelu] as const]) {
        const far = derivatives(f, Number.POSITIVE_INFINITY, dtype);
        expect(
          far.map((y) => y + 0),
          `${name} at Infinity`,
        ).toEqual([Number.POSITIVE_INFINITY, 1, 0, 0]);
        const low = derivatives(f, Number.NEGATIVE_INFINITY, dtype);
        expect(
          low.map((y) => y + 0),
          `${name} at -Infinity`,
        ).toEqual([name === "elu" ? -1 : 0, 0, 0, 0]);
        expect(derivatives(f, Number.NaN, dtype).slice(0, 2), `${name} of NaN`).toEqual([
          Number.NaN,
          Number.NaN,
        ]);
      }
      for (const sign of [1, -1]) {
        for (const name of ["softsign", "tanh", "erf"]) {
          const found = derivatives(all[name], sign * Number.POSITIVE_INFINITY, dtype).slice(0, 3);
          expect(
            found.map((y) => y + 0),
            name,
          ).toEqual([sign, 0, 0]);
        }
      }
      // Beside others, in vectors.
      const many = tensor(
        Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? Number.NEGATIVE_INFINITY : 1)),
        { dtype },
      );
      for (const [name, f] of smooth) {
        const slopes = grad((x: Tensor) => f(x).sum())(many).toTypedArray();
        expect([slopes[0] + 0, slopes[297] + 0], name).toEqual([0, 0]);
        expect(slopes[298], name).toBeCloseTo(derivatives(f, 1, dtype)[1], 5);
      }
    });
  }

  for (const [dtype, largest] of [
    ["float32", 3e38],
    ["float64", 1.7e308],
  ] as const) {
    it(`of erf and gelu of ${dtype} are numbers where powers of x overflow`, () => {
      for (const x of [1e10, 1e15, 1e20, 1e30, largest]) {
        for (const f of [core.gelu, (x: Tensor) => x.gelu("tanh")]) {
          expectClose(derivatives(f, x, dtype).slice(1), [1, 0, 0], exact);
          expect(derivatives(f, -x, dtype).map(Math.abs), `gelu at ${-x}`).toEqual([0, 0, 0, 0]);
        }
        for (const f of [core.erf, core.erfc]) {
          expect(derivatives(f, x, dtype).slice(1).map(Math.abs), `${f.name} at ${x}`).toEqual([0, 0, 0]);
        }
      }
    });
  }

  it("of small whole powers are numbers where powers of 1 / x overflow", () => {
    for (const x of [1e-40, -1e-30, 1e-20]) {
      const small = Math.fround(x);
      const at = (exponent: number) => derivatives((base) => base.pow(exponent), x, "float32").slice(1);
      expect(at(0)).toEqual([0, 0, 0]);
      expect(at(1)).toEqual([1, 0, 0]);
      expect(at(2)).toEqual([2 * small, 2, 0]);
    }
  });

  it("of softsign keep their digits in the tail", () => {
    const [, first, second] = derivatives(core.softsign, 1e8, "float64");
    expectClose([first, second], [1 / (1 + 1e8) ** 2, -2 / (1 + 1e8) ** 3], { relative: 1e-14, absolute: 0 });
  });

  it("of gelu keep their digits far below 0", () => {
    // x Φ(x) by mpmath.
    expectClose(core.gelu(f64(-12)).item(), -2.1317785344932147e-32, { relative: 1e-13, absolute: 0 });
  });

  it("of expm1 keep their digits far below 0", () => {
    expectClose(derivatives(core.expm1, -40, "float64")[1], Math.exp(-40), { relative: 1e-15, absolute: 0 });
  });

  const both = (f: (a: Tensor, b: Tensor) => Tensor, a: number, b: number) =>
    grad((x: Tensor, y: Tensor) => f(x, y))(f64(a), f64(b)).map((g) => g.item());

  it("of hypot are 0 at the origin, and do not overflow", () => {
    expect(both(core.hypot, 0, 0)).toEqual([0, 0]);
    expectClose(both(core.hypot, 3e200, 4e200), [0.6, 0.8]);
    expectClose(both(core.hypot, 3e-200, -4e-200), [0.6, -0.8]);
  });

  it("of atan2 are right on the axes, do not overflow, and do not exist at the origin", () => {
    expectClose(both(core.atan2, 0, 2), [0.5, 0]);
    expectClose(both(core.atan2, 2, 0), [0, -0.5]);
    expectClose(both(core.atan2, 0, -2), [-0.5, 0]);
    expectClose(both(core.atan2, 1e200, 1e200), [5e-201, -5e-201], { relative: 1e-14, absolute: 0 });
    expect(both(core.atan2, 0, 0)).toEqual([NAN, NAN]);
  });

  it("of pow by the exponent are the limit at a base of 0", () => {
    expect(both(core.pow, 0, 2)).toEqual([0, 0]);
    expect(both(core.pow, 0, 1)).toEqual([1, 0]);
    expect(both(core.pow, 0, -1)).toEqual([-INF, -INF]);
  });

  it("of prelu are those of the branch taken at infinity", () => {
    expect(both(core.prelu, INF, 0.25)).toEqual([1, 0]);
  });

  it("at kinks are those of one side", () => {
    const at = (f: (x: Tensor) => Tensor, x: number) => grad((y: Tensor) => f(y))(f64(x)).item();
    expect([-3, 3].map((x) => at(core.hardSwish, x))).toEqual([0, 1]);
    expect([-3, 3].map((x) => at(core.hardSigmoid, x))).toEqual([0, 0]);
    expect([-1, 1].map((x) => at(core.hardTanh, x))).toEqual([0, 0]);
    expect([-1, 1].map((x) => at((y) => y.clip(-1, 1), x))).toEqual([1, 1]);
    expect([core.elu, core.celu, core.relu, core.leakyRelu].map((f) => at(f as (x: Tensor) => Tensor, 0))).toEqual([1, 1, 0, 0.01]); // biome-ignore format: a list
  });

  it("pass a NaN on", () => {
    for (const name of [...linear, ...bounded, "softsign", "logSigmoid", "selu"]) {
      expect(all[name](f64([NAN])).item(), name).toBeNaN();
    }
    expect(core.clip(f64(NAN), 0, 1).item()).toBeNaN();
  });
});

describe("integers", () => {
  it("have no remainder of a division by 0, in either layout of operands", () => {
    expect(() => int([1, 2]).mod(0)).toThrow(
      /^mod: the remainder of an integer division by 0 does not exist/,
    );
    expect(() => int([1, 2]).fmod(int([1, 0]))).toThrow(RangeError);
    expect(core.mod(int([1]), f64([0])).toArray()).toEqual([NAN]);
  });
});
