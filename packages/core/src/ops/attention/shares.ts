import { onesLike } from "../../create.ts";
import { made } from "../../primitives/routine.ts";
import { causalShares, sharesBack } from "../../primitives/shares.ts";
import { keep } from "../../reuse.ts";
import { isRecording } from "../../tape.ts";
import type { Tensor } from "../../tensor.ts";
import { across } from "../internal/across.ts";
import { derived } from "../internal/derived.ts";

/** Longer rows, or such that do not fill vectors, are left to the kernels of single ops. */
const LONGEST = 4096;

/**
 * The shares of scores along the last axis, as softmax gives them, of the places that take part: exactly 0 elsewhere, and
 * everywhere in a row in which none does. A mask is bool, true where a place takes part; `"some"` says that scores themselves
 * may exclude, by -Infinity. If it is `causal`, a row has only the places up to its own.
 */
export function sharesOf(scores: Tensor, mask: Tensor | "some" | null, causal: boolean): Tensor {
  const lower = causal ? lowerTriangle(scores) : null;
  const open = mask === null || mask === "some" ? lower : lower === null ? mask : mask.and(lower);
  const isFull = mask === null;
  const [rows, columns] = scores.shape.slice(-2);
  const fits = scores.size > 0 && columns % 4 === 0 && columns <= LONGEST;
  const byRoutine = (routine: typeof sharesBack, ...inputs: readonly Tensor[]) =>
    fits ? made(routine, "attentionShares", inputs, [like(scores)], { rows, columns }) : null;
  const run = derived(
    "attentionShares",
    (given: Tensor) => {
      const found = isFull && causal ? byRoutine(causalShares, given) : null;
      if (found !== null) return found[0];
      const left = open === null ? given : open.where(given, Number.NEGATIVE_INFINITY);
      if (isFull) return left.softmax(-1);
      if (mask !== "some") {
        // In a row without any place, all of softmax is NaN.
        const shares = left.softmax(-1);
        return (open as Tensor).where(shares, 0);
      }
      const none = left.max(-1, { keepDims: true }).eq(Number.NEGATIVE_INFINITY);
      return none.where(0, none.where(0, left).softmax(-1));
    },
    (shares) => (dy) => {
      const found = isRecording() ? null : byRoutine(sharesBack, shares, dy);
      return found?.[0] ?? across(dy.mul(shares), shares, null, [-1]);
    },
  );
  return run(scores);
}

const like = ({ dtype, layout }: Tensor) => ({ dtype, layout: layout.dense });

const triangles = new Map<string, Tensor>();

/** Bool `[rows, columns]`: true on the diagonal and below it. Few are remembered, as they are the same at each step. */
function lowerTriangle(scores: Tensor): Tensor {
  const shape = scores.shape.slice(-2);
  const key = `${shape} ${scores.backend.name}`;
  let found = triangles.get(key);
  if (found === undefined || found.backend !== scores.backend) {
    found = onesLike(scores, { shape, dtype: "float32" }).tril().cast("bool").detach();
    keep(found);
    if (triangles.size >= 16) triangles.clear();
    triangles.set(key, found);
  }
  return found;
}
