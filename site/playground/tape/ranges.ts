/** Where the elements of random tensors come from, by what the range is called. */
export const RANGES = { "−3 to 3": [-3, 3], "0.5 to 3": [0.5, 3] } as const;

/** The name of a range. */
export type RangeName = keyof typeof RANGES;
