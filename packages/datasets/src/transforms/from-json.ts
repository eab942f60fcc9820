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
 * The transform that `toJSON` wrote: it has learnt the same figures, and gives the same bits.
 *
 * @param json - What `transform.toJSON()` gave, or `JSON.parse` of its text.
 * @throws TypeError if it is not that of a transform of this package.
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
