import type { Tensor } from "@gradiente/core";
import { check, checkArgument } from "@gradiente/core/arguments";
import { isListOf } from "../checks.ts";
import type { Table } from "../table/table.ts";
import type { LearningData } from "./columns.ts";
import { type AnyTransform, aTransform, type Json, Transform, type TransformJSON } from "./transform.ts";

const someTransforms = check<readonly AnyTransform[]>(
  "a list of transforms, such as [new Imputer(), new Standardizer()]",
  (value) => isListOf(value, aTransform.accepts),
);

/**
 * Transforms one after another: each is fitted on the result of those before it. `fit` fits copies of the given
 * transforms; the copies are in {@link Pipeline.steps}.
 *
 * @example
 * ```ts
 * import { Imputer, numericColumn, Pipeline, Standardizer, Table } from "@gradiente/datasets";
 *
 * const pipeline = new Pipeline([new Imputer({ strategy: "median" }), new Standardizer()]);
 * pipeline.fitTransform(new Table({ Age: numericColumn([22, null, 35]) }));
 * ```
 */
export class Pipeline extends Transform<readonly AnyTransform[]> {
  readonly type = "Pipeline";
  protected readonly options: readonly AnyTransform[];

  /**
   * A transform that runs these steps, one after the other.
   *
   * @throws RangeError if there is no transform.
   */
  constructor(steps: readonly AnyTransform[]) {
    super();
    checkArgument("Pipeline", "the steps", steps, someTransforms);
    if (steps.length === 0) throw new RangeError("Pipeline: at least one transform is needed");
    this.options = [...steps];
  }

  /** The fitted transforms, in order. @throws Error before `fit`. */
  get steps(): readonly AnyTransform[] {
    return this.fittedFor("steps").figures;
  }

  protected learn({ columns, table }: LearningData): readonly AnyTransform[] {
    let rows = table(columns.names);
    return this.options.map((pattern) => {
      const step = pattern.clone().fit(rows);
      rows = step.transform(rows);
      return step;
    });
  }

  protected apply(table: Table, steps: readonly AnyTransform[]): Table {
    return steps.reduce((rows, step) => step.transform(rows), table);
  }

  protected override applyToTensor(
    x: Tensor,
    columns: readonly string[],
    steps: readonly AnyTransform[],
  ): Tensor {
    this.checkWidth("transform", x, columns.length);
    return steps.reduce((rows, step) => step.transform(rows), x);
  }

  protected override optionsToJSON(): Json {
    return this.options.map((step) => step.clone().toJSON());
  }

  protected override figuresToJSON(steps: readonly AnyTransform[]): Json {
    return steps.map((step) => step.toJSON());
  }

  protected override figuresFromJSON(
    json: Json,
    revive: (json: TransformJSON, at: number) => AnyTransform,
  ): readonly AnyTransform[] {
    return (json as unknown as TransformJSON[]).map((part, at) => revive(part, at));
  }
}
