/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The two classes, or signs: blue and orange, which people with colour blindness tell apart. */
export const NEGATIVE: Colour = [0, 114, 178];
export const POSITIVE: Colour = [230, 120, 20];

const MIDDLE = { light: [250, 250, 250], dark: [32, 33, 39] } as const;

const between = (from: Colour, to: Colour, share: number): Colour =>
  from.map((value, i) => Math.round(value + share * (to[i] - value))) as unknown as Colour;

/** Blue for -1, the page's background for 0, orange for 1, and mixtures between them. */
export function signedColour(value: number, dark: boolean): Colour {
  const strength = Math.min(Math.abs(value), 1);
  return between(
    MIDDLE[dark ? "dark" : "light"],
    value < 0 ? NEGATIVE : POSITIVE,
    Number.isNaN(value) ? 0 : strength,
  );
}

const PAPER = { light: [255, 255, 255], dark: [24, 24, 28] } as const;
const INK = { light: [20, 20, 24], dark: [240, 240, 245] } as const;

/** The colour of paper for 0 and below, that of ink for 1 and above. */
export function inkColour(value: number, dark: boolean): Colour {
  const mode = dark ? "dark" : "light";
  return between(PAPER[mode], INK[mode], Math.min(Math.max(value, 0), 1));
}

/** How values become colours: the colours of 256 values from the least to the greatest. */
export interface Palette {
  readonly least: number;
  readonly greatest: number;
  /** The four bytes of each colour, as canvases have them, in one number. */
  readonly colours: Uint32Array;
}

const SHADES = 256;

function paletteOf(
  colour: (value: number, dark: boolean) => Colour,
  least: number,
  greatest: number,
  dark: boolean,
): Palette {
  const values = Array.from({ length: SHADES }, (_, i) => least + ((greatest - least) * i) / (SHADES - 1));
  const bytes = Uint8ClampedArray.from(values.flatMap((value) => [...colour(value, dark), 255]));
  return { least, greatest, colours: new Uint32Array(bytes.buffer) };
}

/** -1 to 1, by {@link signedColour}. */
export const SIGNED = {
  light: paletteOf(signedColour, -1, 1, false),
  dark: paletteOf(signedColour, -1, 1, true),
};

/** 0 to 1, by {@link inkColour}. */
export const INKED = { light: paletteOf(inkColour, 0, 1, false), dark: paletteOf(inkColour, 0, 1, true) };

/** Pixels for a canvas. A palette makes them fast enough for many pictures in each frame. */
export function pixelsOf(
  values: ArrayLike<number>,
  { least, greatest, colours }: Palette,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint32Array(values.length);
  const scale = (SHADES - 1) / (greatest - least);
  for (let i = 0; i < pixels.length; i++) {
    const place = (values[i] - least) * scale;
    // What is no number is in no order, and gets the first colour.
    pixels[i] = colours[place > SHADES - 1 ? SHADES - 1 : place > 0 ? Math.round(place) : 0];
  }
  return new Uint8ClampedArray(pixels.buffer);
}
