import { check } from "@gradiente/core/arguments";

/** The path of a file or a folder, as a text. */
export const aPath = check<string>("a path, a text that is not empty", (value) => {
  // The system takes no NUL in a path.
  return typeof value === "string" && value !== "" && !value.includes("\0");
});
