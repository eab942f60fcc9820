import { type Split, Standardizer, TensorDataset } from "@gradiente/datasets";

/** The inputs and targets of a part of a data set. */
interface Part {
  readonly x: TensorDataset["x"];
  readonly y: TensorDataset["y"];
}

/** Both parts of a split, with inputs standardised by the training part. */
export function standardizeInputs({ train, test }: Split<Part>): Split<TensorDataset> {
  const scaler = new Standardizer().fit(train.x);
  const part = ({ x, y }: Part) => new TensorDataset(scaler.transform(x), y);
  return { train: part(train), test: part(test) };
}

/** Both parts of a split, with targets standardised by the training part, which does not change R². */
export function standardizeTargets({ train, test }: Split<Part>): Split<TensorDataset> {
  const scaler = new Standardizer().fit(train.y);
  const part = ({ x, y }: Part) => new TensorDataset(x, scaler.transform(y));
  return { train: part(train), test: part(test) };
}

/** Both parts of a split, with inputs and targets standardised by the training part. */
export function standardize(split: Split<Part>): Split<TensorDataset> {
  return standardizeTargets(standardizeInputs(split));
}
