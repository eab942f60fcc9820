import { concat, jvp, type Tensor, type TensorLike, tensor, vjp } from "@gradiente/core";
import fc from "fast-check";
import { checkProperty } from "./checks.ts";
import { type Inputs, together } from "./inputs.ts";

/* Laws that every gradient obeys. Both sides are computed by autodiff, so there are no finite steps, and kinks do not matter. */

type Differentiable = (...inputs: Tensor[]) => TensorLike;

/** The allowed difference of two ways to compute the same value, relative to the larger of 1 and the added terms. */
const ROUNDING = 1e-10;

/** Tensors of the same shapes, with pseudo-random values that depend only on a seed. */
function directions(like: readonly Tensor[], seed: number): Tensor[] {
  let at = seed;
  return like.map(({ shape, size, dtype }) =>
    tensor(
      Float64Array.from({ length: size }, () => 2 * Math.sin(++at * 12.9898)),
      { shape, dtype },
    ),
  );
}

interface Products {
  readonly sum: number;
  readonly magnitude: number;
}

function dot(a: readonly Tensor[], b: readonly Tensor[]): Products {
  const products = concat(a.map((x, i) => x.mul(b[i]).reshape([-1]))).cast("float64");
  return { sum: products.sum().item(), magnitude: products.abs().sum().item() };
}

function property(
  owner: string,
  f: Differentiable,
  inputs: Inputs,
  check: (xs: readonly Tensor[], seed: number) => void,
): fc.IProperty<[readonly Tensor[], number]> {
  checkProperty(owner, f, inputs);
  return fc.property(together(inputs), fc.nat(1000), (given, seed) => {
    check(
      given.map((x) => x.detach().cast("float64")),
      seed,
    );
  });
}

/**
 * A property for fast-check: the two directions of differentiation agree, ⟨u, J v⟩ = ⟨Jᵀ u, v⟩ for random u and v. `jvp`
 * differentiates the pullback, so this checks second derivatives of the graph. It uses no finite differences, so inputs
 * may be near kinks.
 *
 * @param f a function of tensors. It gets float64 tensors.
 * @param inputs one arbitrary for all inputs together, or a list with one arbitrary per input.
 * @example
 * ```ts
 * import type { Tensor } from "@gradiente/core";
 * import { pullbackIsAdjoint, tensors } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * const swish = (x: Tensor) => x.mul(x.sigmoid());
 * fc.assert(pullbackIsAdjoint((x) => swish(x), [tensors()]));
 * ```
 */
export function pullbackIsAdjoint(
  f: Differentiable,
  inputs: Inputs,
): fc.IProperty<[readonly Tensor[], number]> {
  return property("pullbackIsAdjoint", f, inputs, (xs, seed) => {
    const vs = directions(xs, seed);
    const { value, tangent } = jvp(f, xs, vs);
    const [u] = directions([value], seed + 500);
    const forward = dot([u.cast(tangent.dtype)], [tangent]);
    const backward = dot(vjp(f, xs, u).gradients, vs);
    const allowed = ROUNDING * Math.max(1, forward.magnitude, backward.magnitude);
    if (!(Math.abs(forward.sum - backward.sum) <= allowed)) {
      throw new Error(
        `the gradient of ${f.name || "the function"} is not adjoint to its derivative: ` +
          `⟨u, J v⟩ = ${forward.sum}, ⟨Jᵀ u, v⟩ = ${backward.sum}`,
      );
    }
  });
}

/**
 * A property for fast-check: the gradient is linear in the incoming gradient, Jᵀ(a u + w) = a Jᵀu + Jᵀw. It fails for a
 * pullback that forgets its `dy` somewhere, clips it, or adds a constant.
 *
 * @param f a function of tensors. It gets float64 tensors.
 * @param inputs one arbitrary for all inputs together, or a list with one arbitrary per input.
 * @example
 * ```ts
 * import { pullbackIsLinear, tensors } from "@gradiente/testing";
 * import fc from "fast-check";
 *
 * fc.assert(pullbackIsLinear((x) => x.tanh(), [tensors()]));
 * ```
 */
export function pullbackIsLinear(
  f: Differentiable,
  inputs: Inputs,
): fc.IProperty<[readonly Tensor[], number]> {
  return property("pullbackIsLinear", f, inputs, (xs, seed) => {
    const { value } = jvp(f, xs, xs);
    const [u, w] = directions([value, value], seed);
    const pulled = [u, w, u.mul(3).add(w)].map((cotangent) => vjp(f, xs, cotangent).gradients);
    xs.forEach((_, i) => {
      const [ofU, ofW, ofBoth] = pulled.map((gradients) => gradients[i]);
      const off = ofBoth.sub(ofU.mul(3).add(ofW)).abs();
      const allowed = ofU.abs().mul(3).add(ofW.abs()).add(ofBoth.abs()).maximum(1).mul(ROUNDING);
      if (!off.le(allowed).toTypedArray().every(Boolean)) {
        throw new Error(
          `the gradient of ${f.name || "the function"} by input ${i} is not linear in the gradient that comes back`,
        );
      }
    });
  });
}
