import { type Check, check } from "@gradiente/core/arguments";

export const aPath: Check<string> = /* @__PURE__ */ check(
  "a path, a text that is not empty",
  (value) => typeof value === "string" && value !== "" && !value.includes("\0"),
);
