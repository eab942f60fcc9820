import type { Routine } from "../backend.ts";
import { causalSharesOn, sharesBackOn } from "../backends/wasm/shares.ts";
import { causalShares as loops, sharesBack as loopsBack, type SharesParameters } from "../routines/shares.ts";

/* The routines of attention, with what the backends have for them. */

/** The softmax of each row of scores over the columns up to its own, and 0 in the others. */
export const causalShares: Routine<SharesParameters> = {
  name: "causalShares",
  run: loops,
  withVectors: causalSharesOn,
};

/** The shares of a softmax, and the gradient by them, to the gradient by the scores. */
export const sharesBack: Routine<SharesParameters> = {
  name: "sharesBack",
  run: loopsBack,
  withVectors: sharesBackOn,
};
