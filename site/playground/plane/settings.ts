/* What a reader can choose on the page "A net on the plane", and the link that keeps it. */

/** What there is to choose from. */
export const CHOICES = {
  data: ["moons", "circles", "spirals", "xor"],
  noise: [0, 0.05, 0.1, 0.2, 0.3],
  activation: ["relu", "tanh", "sigmoid", "silu"],
  optimizer: ["sgd", "momentum", "rmsprop", "adam"],
  rate: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
  penalty: ["none", "l1", "l2"],
  strength: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1],
  batch: [8, 32, 200],
} as const;

type Chosen = { readonly [Key in keyof typeof CHOICES]: (typeof CHOICES)[Key][number] };

/** All that determines a training. */
export interface PlaneSettings extends Chosen {
  /** Neurons of each hidden layer; empty for a linear model. */
  readonly layers: readonly number[];
  /** Of the points, the weights and the order of batches. */
  readonly seed: number;
}

export const MOST_LAYERS = 4;
export const MOST_NEURONS = 8;
export const LAST_SEED = 9999;

export const DEFAULTS: PlaneSettings = {
  data: "moons",
  noise: 0.1,
  layers: [6, 4],
  activation: "tanh",
  optimizer: "adam",
  rate: 0.03,
  penalty: "none",
  strength: 0.001,
  batch: 32,
  seed: 0,
};

const KEYS = Object.keys(CHOICES) as (keyof typeof CHOICES)[];

/** The settings in a link, as `#data=xor&layers=4-2`. What is missing or cannot be is as it is by default. */
export function settingsOf(hash: string): PlaneSettings {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const chosen = KEYS.map((key) => {
    const choice = CHOICES[key].find((one) => String(one) === given.get(key));
    return [key, choice ?? DEFAULTS[key]];
  });
  return {
    ...(Object.fromEntries(chosen) as Chosen),
    layers: layersOf(given.get("layers")),
    seed: seedOf(given.get("seed")),
  };
}

function layersOf(text: string | null): readonly number[] {
  if (text === "") return [];
  const sizes = (text ?? "").split("-").map(Number);
  const fits = sizes.length <= MOST_LAYERS && sizes.every((size) => isWithin(size, 1, MOST_NEURONS));
  return fits ? sizes : DEFAULTS.layers;
}

function seedOf(text: string | null): number {
  const seed = Number(text);
  return isWithin(seed, 0, LAST_SEED) ? seed : DEFAULTS.seed;
}

const isWithin = (value: number, low: number, high: number) =>
  Number.isInteger(value) && value >= low && value <= high;

/** The link to some settings: all of them, so that it means the same when the defaults change. */
export function hashOf(settings: PlaneSettings): string {
  const { layers, ...rest } = settings;
  const texts = Object.entries(rest).map(([key, value]) => [key, String(value)]);
  return `#${new URLSearchParams([...texts, ["layers", layers.join("-")]])}`;
}
