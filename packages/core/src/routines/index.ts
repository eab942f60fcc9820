import type { MatrixRoutine } from "../backend.ts";
import { cholesky as choleskyOf } from "./cholesky.ts";
import { eigh as eighOf } from "./eigh.ts";
import { determinant as determinantOf, solve as solutionOf } from "./lu.ts";
import { qr as qrOf } from "./qr.ts";
import { svd as svdOf } from "./svd.ts";
import { solveLower as lowerSolutionOf, solveUpper as upperSolutionOf } from "./triangular.ts";

/*
 * The routines on matrices, each with its meaning: plain loops in double precision. Unlike those of elementwise
 * functions, meanings do not stand in one table: a bundle holds those alone that its program uses.
 */

export const solve: MatrixRoutine = { name: "solve", run: solutionOf };
export const solveLower: MatrixRoutine = { name: "solveLower", run: lowerSolutionOf };
export const solveUpper: MatrixRoutine = { name: "solveUpper", run: upperSolutionOf };
export const determinant: MatrixRoutine = { name: "determinant", run: determinantOf };
export const cholesky: MatrixRoutine = { name: "cholesky", run: choleskyOf };
export const qr: MatrixRoutine = { name: "qr", run: qrOf };
export const eigh: MatrixRoutine = { name: "eigh", run: eighOf };
export const svd: MatrixRoutine = { name: "svd", run: svdOf };
