import { loadMnist, type Mnist } from "@gradiente/datasets";
import type { Context } from "./experiment.ts";

/** The number of images of each part in quick mode. */
const QUICK = { train: 600, test: 200 };

/** MNIST, or a small part of it in quick mode. */
export function loadDigits({ quick }: Context): Promise<Mnist> {
  return loadMnist(quick ? { limit: QUICK } : {});
}
