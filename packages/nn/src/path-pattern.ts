/**
 * An expression for the paths that a pattern names: `*` stands for one part of any name or a piece of it, `**` for any number
 * of parts, none too: `**.bias`, `layers.*.weight`, `encoder.**`.
 */
export function pathExpression(pattern: string): RegExp {
  const parts = pattern.split(".");
  const last = parts.length - 1;
  const text = parts.map((part, i) => {
    if (part === "**") return i === last ? ".+" : "(?:[^.]+\\.)*";
    const name = part.replace(/[\\^$+?()[\]{}|]/g, "\\$&").replaceAll("*", "[^.]*");
    return i === last ? name : `${name}\\.`;
  });
  return new RegExp(`^${text.join("")}$`);
}
