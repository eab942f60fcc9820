import {
  type AnyTransform,
  ColumnTransformer,
  Imputer,
  MinMaxScaler,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  RobustScaler,
  Standardizer,
} from "@gradiente/datasets";

/** One of each transform, not fitted; the name of a column is for those that ask for one. */
export function everyTransform(column: string): AnyTransform[] {
  return [
    new Standardizer(),
    new MinMaxScaler(),
    new RobustScaler(),
    new Imputer(),
    new OneHotEncoder(),
    new OrdinalEncoder(),
    new Pipeline([new Imputer()]),
    new ColumnTransformer([{ columns: [column], transform: "passthrough" }]),
  ];
}
