import { check } from "@gradiente/core/arguments";
import { isObject } from "../checks.ts";

/** A description of a data set and its origin. */
export interface Description {
  /** The name of the data set. */
  readonly title: string;
  /** The meaning of rows and columns, in a sentence or two, and their peculiarities. */
  readonly summary: string;
  /** The author, and the page of publication. */
  readonly source: string;
  /** The licence that the source states. If it is "not stated" or "not verified", check before you redistribute. */
  readonly licence: string;
  /** The publication to cite. */
  readonly citation: string;
}

const PARTS: readonly (keyof Description)[] = ["title", "summary", "source", "licence", "citation"];

export const aDescription = check<Description>(
  `an object of texts: ${PARTS.join(", ")}`,
  (value) => isObject(value) && PARTS.every((part) => typeof value[part] === "string"),
);
