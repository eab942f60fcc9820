import { checkArgument } from "@gradiente/core/arguments";
import * as v from "valibot";
import { aText } from "../checks.ts";
import { checkSaved } from "../saved/check-saved.ts";
import { SavedDataError, type SavedPlace } from "../saved/saved-data-error.ts";
import { columnNames } from "../saved/schemas.ts";
import { type ColumnTransform, ColumnTransformer } from "./column-transformer.ts";
import { Imputer, type ImputerOptions } from "./imputer.ts";
import { MinMaxScaler, type MinMaxScalerOptions } from "./min-max-scaler.ts";
import { OneHotEncoder, type OneHotEncoderOptions } from "./one-hot-encoder.ts";
import { OrdinalEncoder, type OrdinalEncoderOptions } from "./ordinal-encoder.ts";
import { Pipeline } from "./pipeline.ts";
import { RobustScaler } from "./robust-scaler.ts";
import { categories, type SavedFormat, type SavedType, savedFormats } from "./saved-formats.ts";
import { Standardizer } from "./standardizer.ts";
import type { AnyTransform, TransformJSON } from "./transform.ts";

/** Reads a transform that is a part of the data: where it is in them, and what is there. */
type ReadPart = (steps: readonly (string | number)[], json: unknown) => AnyTransform;

/** What is in a list of parts. */
type SavedPart = { readonly columns: readonly string[]; readonly transform: unknown };

const PASSTHROUGH = "passthrough";

const makers: Readonly<Record<SavedType, (options: unknown, read: ReadPart) => AnyTransform>> = {
  Standardizer: () => new Standardizer(),
  MinMaxScaler: (options) => new MinMaxScaler(options as MinMaxScalerOptions),
  RobustScaler: () => new RobustScaler(),
  OneHotEncoder: (options) => new OneHotEncoder(options as OneHotEncoderOptions),
  OrdinalEncoder: (options) => new OrdinalEncoder(options as OrdinalEncoderOptions),
  Imputer: (options) => new Imputer(options as ImputerOptions),
  Pipeline: (steps, read) => new Pipeline((steps as unknown[]).map((json, at) => read([at], json))),
  ColumnTransformer: (parts, read) =>
    new ColumnTransformer(
      (parts as SavedPart[]).map(
        ({ columns, transform }, at): ColumnTransform => ({
          columns,
          transform: transform === PASSTHROUGH ? PASSTHROUGH : read([at, "transform"], transform),
        }),
      ),
    ),
};

const types = Object.keys(savedFormats) as SavedType[];

const envelope = v.strictObject(
  {
    type: v.picklist(types, `one of ${types.join(", ")}`),
    options: v.unknown(),
    fitted: v.nullable(
      v.strictObject(
        { columns: columnNames, figures: v.unknown() },
        "the fitted columns and figures, or null",
      ),
    ),
  },
  "the JSON of a transform",
);

/** How many steps lead to a transform in others at most. Each reading of one takes stack. */
const DEEPEST = 100;

/**
 * Makes a transform from the data of its `toJSON`. It has the same fitted figures and gives the same bits.
 *
 * @param json - The result of `transform.toJSON()`, also after `JSON.stringify` and `JSON.parse`.
 * @param file - The name of the file that it was read from, for errors. Default: the name of this function.
 * @throws SavedDataError if the data are not those of a transform of this package. It names the file, the path in it and
 * what was expected.
 * @example
 * ```ts
 * import { loadIris, Standardizer, transformFromJSON } from "@gradiente/datasets";
 *
 * const text = JSON.stringify(new Standardizer().fit(loadIris()));
 * const standardizer = transformFromJSON(JSON.parse(text));
 * ```
 */
export function transformFromJSON(json: TransformJSON, file = "transformFromJSON"): AnyTransform {
  checkArgument("transformFromJSON", "the file", file, aText);
  return readTransform(json, { file, writer: "transform.toJSON()", at: [] });
}

function readTransform(
  json: unknown,
  place: SavedPlace & { readonly at: readonly (string | number)[] },
): AnyTransform {
  const inside = (...steps: (string | number)[]) => ({ ...place, at: [...place.at, ...steps] });
  if (place.at.length > DEEPEST) throw new SavedDataError(place, "nests too deep");
  const { type, options, fitted } = checkSaved(envelope, json, place);
  const format: SavedFormat = savedFormats[type];
  checkSaved(format.options, options, inside("options"));
  if (type === "OneHotEncoder" || type === "OrdinalEncoder") {
    for (const [name, list] of Object.entries((options as OneHotEncoderOptions).categories ?? {})) {
      checkSaved(categories, list, inside("options", "categories", name));
    }
  }
  const transform = made(type, options, inside("options"), (steps, part) =>
    readTransform(part, inside("options", ...steps)),
  );
  if (fitted === null) return transform;
  const figures = checkSaved(
    format.figures(fitted.columns.length),
    fitted.figures,
    inside("fitted", "figures"),
  );
  if (type === "Pipeline" || type === "ColumnTransformer") {
    checkParts(options as unknown[], figures as unknown[], inside("fitted", "figures"));
  }
  return transform.restore(fitted as NonNullable<TransformJSON["fitted"]>, (part, at) => {
    const step = inside("fitted", "figures", at);
    const revived = readTransform(part, step);
    if (part.fitted === null) throw new SavedDataError(step, "is not fitted, and the whole is");
    return revived;
  });
}

/** The transform of these options. What its constructor says against them is told with its place. */
function made(type: SavedType, options: unknown, place: SavedPlace, read: ReadPart): AnyTransform {
  try {
    return makers[type](options, read);
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    throw new SavedDataError(place, `are refused: ${cause.message}`, [], { cause });
  }
}

/** Whether a fitted part belongs to each transform. */
function checkParts(patterns: readonly unknown[], parts: readonly unknown[], place: SavedPlace): void {
  if (parts.length !== patterns.length) {
    throw new SavedDataError(
      place,
      `must be a list of ${patterns.length}, as options, got one of ${parts.length}`,
    );
  }
  for (const [at, part] of parts.entries()) {
    const expected = typeOf(patterns[at]);
    if (typeOf(part) !== expected) throw new SavedDataError(place, `must be of the type ${expected}`, [at]);
  }
}

/** The type of what is in a list of options or figures. */
function typeOf(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  if ("transform" in part) return typeOf(part.transform);
  return "type" in part ? part.type : undefined;
}
