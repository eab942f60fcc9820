import type { Mark } from "vega";

/** A text at a place, as data of a mark. Its y is that of its middle. */
export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly align: "left" | "center" | "right";
  readonly bold: boolean;
  readonly colour: string;
}

/** The mark of texts that a set of data has. */
export function textMark(data: string, fontSize: number): Mark {
  return {
    type: "text",
    from: { data },
    encode: {
      enter: {
        x: { field: "x" },
        y: { field: "y" },
        text: { field: "text" },
        align: { field: "align" },
        baseline: { value: "middle" },
        fontSize: { value: fontSize },
        fontWeight: { signal: "datum.bold ? 'bold' : 'normal'" },
        fill: { field: "colour" },
      },
    },
  };
}
