/** Shades from paper to ink. Each is printed twice, since characters are about twice as high as wide. */
const SHADES = [" ", "░", "▒", "▓", "█"];

/** An image as lines of text, for a terminal: grey values from 0 to 1, row by row. */
export function drawInText(pixels: ArrayLike<number>, width: number): string {
  const shades = Array.from(pixels, (value) =>
    SHADES[Math.min(SHADES.length - 1, Math.floor(value * SHADES.length))].repeat(2),
  );
  const rows = Array.from({ length: pixels.length / width }, (_, row) =>
    shades
      .slice(row * width, (row + 1) * width)
      .join("")
      .trimEnd(),
  );
  return rows.join("\n");
}
