import type { Backend } from "./backend.ts";
import { reference } from "./backends/reference.ts";

/** Where tensors live that are made from nothing: the numbers that the user writes. Ops follow their inputs. */
export const defaultBackend: Backend = reference;
