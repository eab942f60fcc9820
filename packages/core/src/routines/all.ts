import type { MatrixRoutine } from "../backend.ts";
import * as routines from "./index.ts";

/** All routines on matrices, by name. */
export const matrixRoutines: Readonly<Record<MatrixRoutine["name"], MatrixRoutine>> = routines;
