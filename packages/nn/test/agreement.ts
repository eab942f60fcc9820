import { readFileSync } from "node:fs";
import { type DType, grad, Tensor, tensor } from "@gradiente/core";
import { type AnyModule, Module } from "@gradiente/nn";
import { describe, expect, it } from "vitest";
import { found, relativeError } from "../../../tooling/agreement.ts";

/* Layers against golden values of PyTorch, as golden/kit.py writes them. */

interface Stored {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly (number | string)[];
}

type StoredState = Readonly<Record<string, Stored>>;

/** What PyTorch made of some inputs. */
export interface GoldenCase {
  readonly name: string;
  /** What computed it: a name in PyTorch, or a paper. */
  readonly theirs: string;
  readonly training: boolean;
  readonly state: StoredState;
  readonly inputs: readonly Stored[];
  readonly outputs: readonly Stored[];
  readonly inputGradients: readonly (Stored | null)[];
  readonly gradients: StoredState;
  readonly after: StoredState;
}

/** A tuple or record of outputs, as some layers give; null and undefined are passed over, as None is in Python. */
type Outputs = Tensor | null | undefined | readonly Outputs[];

/** A layer in float64, and how it is called where that is not `forward` with the inputs. */
export interface LayerSubject {
  readonly module: AnyModule;
  readonly call?: (...inputs: Tensor[]) => Outputs;
}

/** A function, such as a loss, by its public name. */
export interface FunctionSubject {
  readonly of: string;
  readonly call: (...inputs: Tensor[]) => Outputs;
}

/** What is compared. */
export type Subject = AnyModule | LayerSubject | FunctionSubject;

class Nothing extends Module {
  override forward(x: Tensor): Tensor {
    return x;
  }
}

function layerOf(subject: Subject): LayerSubject {
  if (subject instanceof Module) return { module: subject };
  return "module" in subject ? subject : { module: new Nothing(), call: subject.call };
}

/** The public name of what is compared. */
function nameOf(subject: Subject): string {
  if (subject instanceof Module) return subject.constructor.name;
  return "module" in subject ? subject.module.constructor.name : subject.of;
}

const load = ({ shape, dtype, data }: Stored): Tensor =>
  tensor(Float64Array.from(data, Number), { shape }).cast(dtype as DType);

const loadState = (state: StoredState): Map<string, Tensor> =>
  new Map(Object.entries(state).map(([path, value]) => [path, load(value)]));

function flat(outputs: Outputs): Tensor[] {
  if (outputs instanceof Tensor) return [outputs];
  return (outputs ?? []).flatMap(flat);
}

/** The largest error, relative to the larger of 0.01 and the number. Values that are not finite must be the same. */
export function errorOf(actual: Tensor, expected: Stored): number {
  expect(actual.shape).toEqual(expected.shape);
  const values = actual.toTypedArray();
  let worst = 0;
  expected.data.map(Number).forEach((wanted, i) => {
    const error = relativeError(values[i], wanted);
    worst = error <= worst ? worst : error;
  });
  return worst;
}

/** The errors of all that a case says, by what they are of: `output`, `input 0`, `gradient of weight`, `running_mean after`. */
export function errorsOf(golden: GoldenCase, subject: Subject): Map<string, number> {
  const { module, call } = layerOf(subject);
  const layer = module as unknown as Module<readonly Tensor[], Outputs>;
  layer.train(golden.training);
  layer.loadStateDict(loadState(golden.state));
  const inputs = golden.inputs.map(load);
  const weighted = (outputs: readonly Tensor[]): Tensor =>
    outputs
      .filter(({ dtype }) => dtype === "float64")
      .map((y) =>
        y
          .mul(
            tensor(
              Float64Array.from({ length: y.size }, (_, i) => Math.cos(i)),
              { shape: y.shape },
            ),
          )
          .sum(),
      )
      .reduce((a, b) => a.add(b));
  const run = (...given: Tensor[]) => flat(call === undefined ? layer.forward(...given) : call(...given));

  const errors = new Map<string, number>();
  const outputs = run(...inputs);
  expect(outputs.length, "the number of outputs").toBe(golden.outputs.length);
  outputs.forEach((y, i) => {
    errors.set(outputs.length === 1 ? "output" : `output ${i}`, errorOf(y, golden.outputs[i]));
  });
  const after = layer.stateDict();
  for (const [path, stored] of Object.entries(golden.after)) {
    errors.set(`${path} after`, errorOf(after.get(path) as Tensor, stored));
  }

  // From the same state once more: buffers have moved.
  layer.loadStateDict(loadState(golden.state));
  const floats = inputs.flatMap((x, i) => (x.dtype === "float64" ? [i] : []));
  const ofInputs = (...given: Tensor[]) =>
    weighted(run(...inputs.map((x, i) => given[floats.indexOf(i)] ?? x)));
  if (floats.length > 0) {
    const gradients = grad(ofInputs)(...floats.map((i) => inputs[i])) as unknown as Tensor | Tensor[];
    const list = gradients instanceof Tensor ? [gradients] : gradients;
    floats.forEach((input, i) => {
      const expected = golden.inputGradients[input];
      if (expected !== null) errors.set(`gradient of input ${input}`, errorOf(list[i], expected));
    });
  }
  layer.loadStateDict(loadState(golden.state));
  const parameters = layer.parameters();
  if (parameters.size > 0) {
    const gradients = weighted(run(...inputs)).backward();
    for (const [path, stored] of Object.entries(golden.gradients)) {
      const parameter = parameters.get(path);
      if (parameter === undefined)
        throw new Error(`no parameter ${path}; there are ${[...parameters.keys()].join(", ")}`);
      errors.set(`gradient of ${path}`, errorOf(gradients.get(parameter) as Tensor, stored));
    }
  }
  return errors;
}

/**
 * Tests of all golden cases of a script in `golden/`, each with a layer or function made for it. A case without one, and
 * one without a case, are errors.
 */
export function agreesWithPyTorch(
  script: string,
  subjects: Readonly<Record<string, () => Subject>>,
  bound = 1e-8,
): void {
  const text = readFileSync(new URL(`golden/${script}.json`, import.meta.url), "utf8");
  const { cases } = JSON.parse(text) as { readonly cases: readonly GoldenCase[] };
  describe(`agrees with PyTorch (golden/${script}.py)`, () => {
    it("has a layer for each case, and a case for each layer", () => {
      expect(Object.keys(subjects).sort()).toEqual(cases.map(({ name }) => name).sort());
    });
    for (const each of cases) {
      it(each.name, () => {
        const subject = subjects[each.name]();
        const errors = errorsOf(each, subject);
        found(nameOf(subject), each.theirs, Math.max(...errors.values()));
        const bad = [...errors].filter(([, error]) => !(error <= bound));
        expect(bad, "errors beyond the bound").toEqual([]);
      });
    }
  });
}
