/**
 * The advance widths of Arimo, Arial and Helvetica, in thousandths of the font size, for the characters from space to
 * tilde. Vega lays out text by them, so that a figure does not depend on a canvas.
 */
const regular = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** The average factor by which bold letters are wider. */
const bold = 1.07;

/** The width of characters outside the table: about that of the widest common character. */
const other = 600;

/** The width of a character outside the table. The space that tells equal names apart has none. */
const widthBeyond = (character: string) => (character === "\u200b" ? 0 : other);

/** The width of a line of text, in pixels. */
export function textWidth(text: string, fontSize: number, isBold: boolean): number {
  let thousandths = 0;
  for (const character of text)
    thousandths += regular[character.codePointAt(0)! - 32] ?? widthBeyond(character);
  return (thousandths / 1000) * fontSize * (isBold ? bold : 1);
}
