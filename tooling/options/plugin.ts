import type { Plugin } from "vite";

const OPTIONS = "packages/core/src/arguments/options.ts";
const BEGIN = "export function optionsOf<";

/** Makes `optionsOf` tell of each call that it accepts: see collect.ts. What is published knows nothing of it. */
export function watchOptions(): Plugin {
  return {
    name: "watch-options",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith(OPTIONS)) return undefined;
      if (!code.includes(BEGIN)) throw new Error(`${OPTIONS} has no longer "${BEGIN}"`);
      return `${code.replace(BEGIN, "function checkedOptionsOf<")}
export const optionsOf: typeof checkedOptionsOf = (op, options, table) => {
  const accepted = checkedOptionsOf(op, options, table);
  (globalThis as any).sawOptions?.(op, accepted, Object.keys(table.checks));
  return accepted;
};
`;
    },
  };
}
