import type { Routine } from "../backend.ts";
import { complexRows, type FourierParameters, fromReal, toReal } from "../routines/fourier.ts";

/* The routines of Fourier transforms. */

export type { FourierParameters };

/** Complex rows `[rows, 2, n]` to complex rows. */
export const fourierComplex: Routine<FourierParameters> = { name: "fourierComplex", run: complexRows };

/** Real rows `[rows, n]` to the coefficients `[rows, 2, n / 2 + 1]`. */
export const fourierFromReal: Routine<FourierParameters> = { name: "fourierFromReal", run: fromReal };

/** Coefficients `[rows, 2, n / 2 + 1]` to real rows `[rows, n]`. */
export const fourierToReal: Routine<FourierParameters> = { name: "fourierToReal", run: toReal };
