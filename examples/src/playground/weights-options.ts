import type { Callback } from "@gradiente/train";

/** How weights are made. */
export interface WeightsOptions {
  readonly epochs: number;
  /** What watches the training. */
  readonly callbacks: readonly Callback[];
}
