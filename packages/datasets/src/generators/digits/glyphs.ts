/** A position in a glyph, in units of its height: x to the right from the middle, y down from the top. */
export type Point = readonly [x: number, y: number];

/** One movement of the pen: straight lines from point to point, or a smooth curve through them, open or closed. */
export interface Stroke {
  readonly form: "straight" | "curve" | "loop";
  readonly points: readonly Point[];
}

const straight = (...points: Point[]): Stroke => ({ form: "straight", points });
const curve = (...points: Point[]): Stroke => ({ form: "curve", points });
const loop = (...points: Point[]): Stroke => ({ form: "loop", points });

/** The ways to write each digit: `GLYPHS[digit][way]` is a list of strokes. */
// biome-ignore format: a stroke a line
export const GLYPHS: readonly (readonly (readonly Stroke[])[])[] = [
  [ // 0: an oval; an oval that overshoots its start; a narrow one
    [loop([0, 0], [-0.2, 0.15], [-0.28, 0.5], [-0.2, 0.85], [0, 1], [0.2, 0.85], [0.28, 0.5], [0.2, 0.15])],
    [curve([0.12, 0.07], [-0.1, 0.06], [-0.26, 0.38], [-0.21, 0.82], [0.02, 1], [0.22, 0.8], [0.25, 0.36], [0.1, 0.03], [-0.1, 0.07])],
    [loop([0.02, 0], [-0.12, 0.16], [-0.18, 0.5], [-0.14, 0.84], [-0.02, 1], [0.12, 0.84], [0.18, 0.5], [0.14, 0.16])],
  ],
  [ // 1: a bar; with an upstroke; with an upstroke and a foot
    [straight([0, 0], [0, 1])],
    [straight([-0.17, 0.24], [0.02, 0], [0.02, 1])],
    [straight([-0.16, 0.2], [0, 0], [0, 1]), straight([-0.2, 1], [0.2, 1])],
  ],
  [ // 2: with a straight base; with a looped base; with a wavy base
    [curve([-0.25, 0.24], [-0.12, 0.03], [0.13, 0.02], [0.24, 0.24], [0.1, 0.56], [-0.27, 0.98]), straight([-0.27, 0.98], [0.29, 0.97])],
    [curve([-0.24, 0.18], [-0.04, 0], [0.2, 0.12], [0.19, 0.4], [-0.04, 0.76], [-0.24, 0.95], [-0.29, 0.82], [-0.12, 0.79], [0.1, 0.94], [0.31, 0.93])],
    [curve([-0.22, 0.16], [-0.02, 0], [0.18, 0.14], [0.14, 0.42], [-0.26, 0.95]), curve([-0.26, 0.95], [-0.08, 0.88], [0.12, 0.98], [0.3, 0.9])],
  ],
  [ // 3: two bows; one continuous line; a flat top
    [curve([-0.23, 0.13], [-0.02, 0], [0.19, 0.12], [0.15, 0.36], [-0.06, 0.46]), curve([-0.06, 0.46], [0.18, 0.54], [0.25, 0.78], [0.06, 1], [-0.25, 0.89])],
    [curve([-0.2, 0.08], [0.06, 0], [0.18, 0.2], [0.02, 0.42], [-0.03, 0.47], [0.12, 0.52], [0.23, 0.74], [0.08, 0.98], [-0.23, 0.93])],
    [straight([-0.23, 0.02], [0.2, 0.02], [-0.04, 0.4]), curve([-0.04, 0.4], [0.19, 0.5], [0.23, 0.8], [0.01, 1], [-0.25, 0.9])],
  ],
  [ // 4: open, with corners; closed; open, with a bow
    [straight([-0.2, 0.02], [-0.26, 0.52], [0.26, 0.5]), straight([0.17, 0.08], [0.13, 1])],
    [straight([0.12, 1], [0.12, 0], [-0.29, 0.66], [0.3, 0.66])],
    [curve([-0.22, 0.04], [-0.25, 0.34], [-0.08, 0.48], [0.19, 0.38]), straight([0.22, 0], [0.16, 1])],
  ],
  [ // 5: with a corner at the top left; one curved line; with the bar apart
    [straight([0.23, 0.02], [-0.16, 0.02], [-0.2, 0.44]), curve([-0.2, 0.44], [0.02, 0.36], [0.24, 0.56], [0.17, 0.88], [-0.04, 1], [-0.25, 0.9])],
    [curve([0.24, 0.03], [0, 0.02], [-0.16, 0.1], [-0.16, 0.36], [0.08, 0.46], [0.22, 0.7], [0.06, 0.97], [-0.23, 0.94])],
    [curve([-0.15, 0.06], [-0.19, 0.44], [0.04, 0.4], [0.22, 0.62], [0.12, 0.93], [-0.22, 0.98]), straight([-0.15, 0.05], [0.26, 0]),],
  ],
  [ // 6: with a bowed stem; with a steep stem and a small loop; wide and round
    [curve([0.15, 0], [-0.12, 0.22], [-0.25, 0.62], [-0.14, 0.94], [0.08, 0.98], [0.22, 0.77], [0.08, 0.56], [-0.12, 0.62], [-0.22, 0.8])],
    [curve([-0.02, 0], [-0.17, 0.4], [-0.2, 0.78], [-0.06, 1], [0.15, 0.93], [0.17, 0.72], [0.02, 0.62], [-0.17, 0.78])],
    [curve([0.24, 0.04], [-0.03, 0.02], [-0.26, 0.36], [-0.24, 0.82], [0, 1], [0.24, 0.82], [0.18, 0.52], [-0.06, 0.48], [-0.25, 0.68])],
  ],
  [ // 7: two lines; crossed; with a bowed stem; with an upstroke
    [straight([-0.26, 0.04], [0.26, 0.03], [-0.06, 1])],
    [straight([-0.26, 0.04], [0.25, 0.02], [-0.1, 1]), straight([-0.16, 0.5], [0.22, 0.47])],
    [straight([-0.25, 0.07], [0.25, 0.03]), curve([0.25, 0.03], [0.08, 0.34], [-0.02, 0.68], [-0.04, 1])],
    [straight([-0.27, 0.2], [-0.24, 0.03], [0.24, 0.03], [0.02, 1])],
  ],
  [ // 8: a closed double loop; one that starts at the top right and overshoots; two ovals
    [loop([0, 0.46], [-0.2, 0.24], [0, 0], [0.19, 0.22], [0, 0.46], [-0.24, 0.76], [0, 1], [0.23, 0.76])],
    [curve([0.2, 0.12], [-0.04, 0], [-0.2, 0.2], [0.02, 0.46], [0.21, 0.76], [-0.01, 1], [-0.21, 0.78], [0.02, 0.5], [0.2, 0.2], [0.16, 0.04])],
    [loop([0, 0], [-0.17, 0.22], [0, 0.44], [0.17, 0.22]), loop([0, 0.44], [-0.22, 0.72], [0, 1], [0.22, 0.72])],
  ],
  [ // 9: with a straight stem; with a bowed tail; with a slanting stem
    [loop([0.19, 0.2], [-0.02, 0], [-0.22, 0.2], [-0.15, 0.44], [0.08, 0.44]), straight([0.2, 0.14], [0.16, 1])],
    [loop([0.19, 0.22], [-0.02, 0], [-0.21, 0.22], [-0.12, 0.46], [0.09, 0.44]), curve([0.2, 0.16], [0.21, 0.6], [0.08, 0.95], [-0.2, 0.96])],
    [curve([0.2, 0.12], [-0.04, 0.01], [-0.2, 0.22], [-0.1, 0.44], [0.12, 0.36], [0.21, 0.1]), straight([0.21, 0.1], [0.02, 1])],
  ],
];
