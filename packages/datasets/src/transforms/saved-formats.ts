import * as v from "valibot";
import { columnNames, finite, named } from "../saved/schemas.ts";

/* What the JSON of each transform holds: its options, and the figures of so many fitted columns. */

/** The form of the JSON of one class of transforms. */
export interface SavedFormat {
  readonly options: v.GenericSchema;
  readonly figures: (columns: number) => v.GenericSchema;
}

const flag = v.boolean("true or false");

/** Options that may all be absent, so that a list would be accepted without this check. */
function options<E extends v.ObjectEntries>(entries: E) {
  return v.pipe(named, v.strictObject(entries, "an object of options"));
}

/** A list with one entry for each column. */
function each<S extends v.GenericSchema>(columns: number, entry: S) {
  const message = `a list of ${columns}, one for each column`;
  return v.pipe(v.array(entry, message), v.length(columns, message));
}

const scaler: SavedFormat = {
  options: options({}),
  figures: (columns) =>
    v.strictObject(
      {
        dtype: v.picklist(["float32", "float64"], '"float32" or "float64"'),
        center: each(columns, finite),
        spread: each(columns, v.pipe(finite, v.minValue(0, "a finite number, 0 or more"))),
      },
      "the figures of a scaler",
    ),
};

/** The categories of a column. */
export const categories = v.pipe(
  v.array(v.union([v.string(), finite], "a string or a finite number"), "a list of categories"),
  v.check((list) => new Set(list).size === list.length, "a list of different categories"),
);

function encoder(more: v.ObjectEntries): SavedFormat {
  return {
    options: options({ categories: v.optional(named), ...more }),
    figures: (columns) =>
      v.strictObject(
        { categories: each(columns, categories), missing: each(columns, flag) },
        "the figures of an encoder",
      ),
  };
}

/** Several transforms: what they hold themselves is read one by one. */
const several = (entry: v.GenericSchema): SavedFormat => ({
  options: v.pipe(v.array(entry, "a list"), v.nonEmpty("a list of at least one transform")),
  figures: () => v.array(v.unknown(), "a list of fitted transforms"),
});

const part = v.strictObject({ columns: columnNames, transform: v.unknown() }, "columns and a transform");
const fill = v.union([v.string(), finite], "a string or a finite number");

/** By the class of the transform. */
export const savedFormats = {
  Standardizer: scaler,
  MinMaxScaler: {
    ...scaler,
    options: options({ range: v.optional(v.strictTuple([finite, finite], "two finite numbers")) }),
  },
  RobustScaler: scaler,
  OneHotEncoder: encoder({
    unknown: v.optional(v.picklist(["error", "ignore"], '"error" or "ignore"')),
    missing: v.optional(v.picklist(["error", "category"], '"error" or "category"')),
  }),
  OrdinalEncoder: encoder({
    unknown: v.optional(v.union([v.literal("error"), finite], '"error" or a finite number')),
  }),
  Imputer: {
    options: options({
      strategy: v.optional(v.string("the name of a strategy")),
      value: v.optional(fill),
      indicator: v.optional(flag),
    }),
    figures: (columns) =>
      v.strictObject(
        { fills: each(columns, fill), missing: each(columns, flag) },
        "the figures of an Imputer",
      ),
  },
  Pipeline: several(v.unknown()),
  ColumnTransformer: several(part),
} satisfies Readonly<Record<string, SavedFormat>>;

/** The classes of transforms that JSON is read of. */
export type SavedType = keyof typeof savedFormats;
