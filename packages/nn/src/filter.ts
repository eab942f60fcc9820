import { check, checkArgument } from "@gradiente/core/arguments";
import type { Parameter } from "./parameter.ts";

/**
 * Which Parameters of a module are meant.
 *
 * - A text is the path of a Parameter, or of a module or field, and then all Parameters in it are meant: `"encoder"`,
 *   `"encoder.0.weight"`. In it, `*` stands for any text, dots included, and `?` for any character: `"*.bias"`.
 * - A regular expression must match somewhere in the path.
 * - A function is called with the path and the Parameter, and says whether it is meant.
 */
export type ParameterFilter = string | RegExp | ((path: string, parameter: Parameter) => boolean);

/** What is a filter. */
export const aFilter = check<ParameterFilter>(
  'a path such as "encoder.*", a RegExp or a function of path and Parameter',
  (value) => typeof value === "string" || typeof value === "function" || isRegExp(value),
);

function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === "[object RegExp]";
}

/** What tells whether a Parameter is meant. */
export type Matcher = (path: string, parameter: Parameter) => boolean;

/** @throws TypeError for what is no filter. */
export function matcherOf(op: string, filter: ParameterFilter): Matcher {
  checkArgument(op, "the filter", filter, aFilter);
  if (typeof filter === "function") {
    return (path, parameter) => {
      const isMeant: unknown = filter(path, parameter);
      if (typeof isMeant === "boolean") return isMeant;
      throw new TypeError(
        `${op}: the function must give true or false, and gave ${typeof isMeant} for ${path}`,
      );
    };
  }
  const pattern = typeof filter === "string" ? patternOf(filter) : filter;
  // Unlike test(), search() does not go on where an earlier search ended.
  return (path) => path.search(pattern) >= 0;
}

/** The paths that a text stands for: those that it matches, and those of all that is inside. */
function patternOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}(\\..*)?$`, "s");
}
