import { ColumnTransformer } from "./column-transformer.ts";
import { Imputer, type ImputerOptions } from "./imputer.ts";
import { MinMaxScaler, type MinMaxScalerOptions } from "./min-max-scaler.ts";
import { OneHotEncoder, type OneHotEncoderOptions } from "./one-hot-encoder.ts";
import { OrdinalEncoder, type OrdinalEncoderOptions } from "./ordinal-encoder.ts";
import { Pipeline } from "./pipeline.ts";
import { RobustScaler } from "./robust-scaler.ts";
import { Standardizer } from "./standardizer.ts";
import type { AnyTransform, TransformJSON } from "./transform.ts";

const MAKERS: Readonly<Record<string, (options: unknown) => AnyTransform>> = {
  Standardizer: () => new Standardizer(),
  MinMaxScaler: (options) => new MinMaxScaler(options as MinMaxScalerOptions),
  RobustScaler: () => new RobustScaler(),
  OneHotEncoder: (options) => new OneHotEncoder(options as OneHotEncoderOptions),
  OrdinalEncoder: (options) => new OrdinalEncoder(options as OrdinalEncoderOptions),
  Imputer: (options) => new Imputer(options as ImputerOptions),
  Pipeline: (steps) => new Pipeline((steps as TransformJSON[]).map(transformFromJSON)),
  ColumnTransformer: (parts) =>
    new ColumnTransformer(
      (parts as { columns: string[]; transform: TransformJSON | "passthrough" }[]).map(
        ({ columns, transform }) => ({
          columns,
          transform: transform === "passthrough" ? transform : transformFromJSON(transform),
        }),
      ),
    ),
};

/**
 * Makes a transform from the data of its `toJSON`. It has the same fitted figures and gives the same bits.
 *
 * @param json - The result of `transform.toJSON()`, also after `JSON.stringify` and `JSON.parse`.
 * @throws TypeError if the data are not those of a transform of this package.
 * @example
 * ```ts
 * import { loadIris, Standardizer, transformFromJSON } from "@gradiente/datasets";
 *
 * const text = JSON.stringify(new Standardizer().fit(loadIris()));
 * const standardizer = transformFromJSON(JSON.parse(text));
 * ```
 */
export function transformFromJSON(json: TransformJSON): AnyTransform {
  if (typeof json !== "object" || json === null || !Object.hasOwn(MAKERS, json.type)) {
    const found = JSON.stringify((json as TransformJSON | null)?.type);
    throw new TypeError(
      `transformFromJSON: type is ${found}, not one of ${Object.keys(MAKERS).join(", ")}; was it written by toJSON?`,
    );
  }
  const transform = MAKERS[json.type](json.options);
  return json.fitted === null ? transform : transform.restore(json.fitted, transformFromJSON);
}
