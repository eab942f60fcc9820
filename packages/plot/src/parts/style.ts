import { type Config, scheme } from "vega";

/** The fonts. Arimo is part of the package, for PNG. Arial, Helvetica and Liberation Sans have the same widths. */
export const fontFamily = "Arimo, Arial, Helvetica, Liberation Sans, sans-serif";

/** Colours of Okabe and Ito, distinct for any kind of colour vision, without yellow, which is too pale for lines. */
const okabeIto = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000"] as const;

export const colours = {
  ink: "#222222",
  muted: "#666666",
  rule: "#999999",
  grid: "#E6E6E6",
  right: "#00795A",
  wrong: "#D55E00",
  missing: "#D0D0D0",
  background: "#FFFFFF",
} as const;

/** Colours for this number of categories: those of Okabe and Ito, or steps of viridis if there are more categories. */
export function categorical(count: number): string[] {
  if (count <= okabeIto.length) return okabeIto.slice(0, count);
  const colour = interpolator("viridis");
  return Array.from({ length: count }, (_, i) => hex(colour((0.92 * i) / (count - 1))));
}

/** A colour scale for values. */
export type ColourScale =
  /** Black to white. */
  | "grey"
  /** Viridis: dark blue to yellow, with evenly rising lightness. */
  | "sequential"
  /** Blue for negative, white for zero, red for positive. */
  | "diverging"
  /** White to dark blue, for counts. */
  | "blues";

export type Rgb = readonly [red: number, green: number, blue: number];

const [white, darkBlue]: readonly Rgb[] = [
  [255, 255, 255],
  [8, 69, 148],
];

/** The colour at a fraction of a scale, from 0 to 1. */
export function colourOf(scale: ColourScale): (share: number) => Rgb {
  if (scale === "grey") return (share) => [grey(share), grey(share), grey(share)];
  if (scale === "blues") return (share) => mix(white, darkBlue, share);
  if (scale === "sequential") return interpolator("viridis");
  const colour = interpolator("redblue");
  return (share) => colour(1 - share);
}

/** Evenly spaced colours of a scale, for the gradient of a legend. */
export function rampOf(scale: ColourScale): string[] {
  const colour = colourOf(scale);
  return Array.from({ length: 17 }, (_, i) => hex(colour(i / 16)));
}

export function hex([red, green, blue]: Rgb): string {
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

export function rgbOf(colour: string): Rgb {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16)) as unknown as Rgb;
}

/** A mixture of two colours with the fraction `share` of the second. */
export function mix(first: Rgb, second: Rgb, share: number): Rgb {
  return first.map((part, i) => Math.round(part + (second[i] - part) * share)) as unknown as Rgb;
}

/** Whether white text is easier to read on a colour than dark text, judged by its relative luminance. */
export function isDark([red, green, blue]: Rgb): boolean {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}

function grey(share: number): number {
  return Math.round(255 * share);
}

/** The colour of a Vega scheme, which has one of two notations. */
function interpolator(name: string): (share: number) => Rgb {
  const colour = scheme(name) as (share: number) => string;
  return (share) => {
    const text = colour(share);
    return text.startsWith("#") ? rgbOf(text) : (text.match(/\d+/g)!.map(Number) as unknown as Rgb);
  };
}

/** The configuration of Vega: the defaults of all figures. */
export const config: Config = {
  background: colours.background,
  title: {
    color: colours.ink,
    fontSize: 15,
    fontWeight: "bold",
    anchor: "start",
    offset: 10,
    subtitleColor: colours.muted,
    subtitleFontSize: 12,
    subtitlePadding: 4,
    frame: "bounds",
  },
  axis: {
    domainColor: colours.rule,
    gridColor: colours.grid,
    tickColor: colours.rule,
    tickSize: 4,
    labelColor: colours.ink,
    labelFontSize: 12,
    labelPadding: 4,
    titleColor: colours.ink,
    titleFontSize: 13,
    titleFontWeight: "normal",
    titlePadding: 8,
  },
  legend: {
    labelColor: colours.ink,
    labelFontSize: 12,
    labelLimit: 400,
    titleColor: colours.ink,
    titleFontSize: 12,
    titleFontWeight: "bold",
    titleLimit: 400,
    offset: 16,
    rowPadding: 4,
    gradientStrokeColor: colours.rule,
    gradientStrokeWidth: 0.5,
  },
};
