import { loadMnist, type Mnist } from "@gradiente/datasets";
import type { Context } from "./experiment.ts";

/** Images of either part in quick mode. */
const QUICK = { train: 600, test: 200 };

/** MNIST, or in quick mode a little of it. */
export function loadDigits({ quick }: Context): Promise<Mnist> {
  return loadMnist(quick ? { limit: QUICK } : {});
}
