import type { MatrixRoutine } from "../backend.ts";
import * as routines from "./index.ts";

/**
 * All routines on matrices, by name.
 *
 * @example
 * ```ts
 * import { matrixRoutines } from "@gradiente/core/backend";
 *
 * Object.keys(matrixRoutines).includes("cholesky"); // true
 * ```
 */
export const matrixRoutines: Readonly<Record<MatrixRoutine["name"], MatrixRoutine>> = routines;
