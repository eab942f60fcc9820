import { defineOp, fused, noGrad, type Tensor, vjp } from "@gradiente/core";
import { giveBackLater } from "@gradiente/core/backend";

/*
 * `x.gelu()` with one kernel forward and one for the gradient, where the op has four and six. What is kept is x and
 * Φ(x), and every number is that of the op, to the last bit. The op itself is in every bundle, so it stays small.
 */

/** Φ(x), as the op computes it. */
function shareOf(x: Tensor): Tensor {
  return x.mul(-Math.SQRT1_2).erfc().mul(0.5);
}

/** What a forward pass has found. */
interface Found {
  readonly y: Tensor;
  readonly share: Tensor;
}

/** Φ(x), which is known: computed as a function of x only for a gradient that is to be differentiated. */
const share = defineOp({
  name: "gelu",
  forward: (_x: Tensor, found: Found) => found.share,
  gradient: (_share, x) => (dy) => backThrough(x, dy),
  keepsGradients: false,
});

function backThrough(x: Tensor, dy: Tensor): Tensor {
  return vjp(shareOf, [x], dy).gradients[0];
}

/** What goes back: dy (Φ + x φ). */
const inputGradient = /* @__PURE__ */ fused((x, known, dy) => {
  // Ones, of what can be in a kernel: Φ is finite.
  const slope = backThrough(x, known.mul(0).add(1));
  return [dy.mul(known.add(x.weighted(slope)))] as const;
});

const activated = defineOp({
  name: "gelu",
  forward: (_x: Tensor, found: Found) => found.y,
  gradient: (_y, given, found) => (dy) => inputGradient(given, share(given, found), dy)[0],
  keepsGradients: false,
});

/** x Φ(x), and Φ(x). */
const forward = /* @__PURE__ */ fused((x) => {
  const found = shareOf(x);
  return [x.weighted(found), found] as const;
});

/** x Φ(x), as `x.gelu()`. */
export function gelu(given: Tensor): Tensor {
  const [y, known] = noGrad(() => forward(given));
  const result = activated(given, { y, share: known });
  // Nobody else has it.
  giveBackLater(known, result);
  return result;
}
