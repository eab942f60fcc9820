import type { Backend } from "@gradiente/core/backend";

/** One thing that a backend must do; `run` is rejected with an error that says what it did instead. */
export interface ConformanceCheck {
  /** What is checked. */
  readonly name: string;
  /** Checks it. */
  run(): Promise<void>;
}

/** The same for a backend yet to be named. */
export interface KernelCheck {
  readonly name: string;
  /** Whether core calls these kernels only on backends that read without waiting. Default: false. */
  readonly mustSee?: boolean;
  run(backend: Backend): Promise<void>;
}
