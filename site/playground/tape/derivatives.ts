import { grad, hvp, noGrad, type Tensor, tensor } from "@gradiente/core";
import type { TapeGraph, TapeNode } from "./graph.ts";
import { applyOp } from "./ops.ts";

/** Values and derivatives of all nodes of a graph, in the order of its nodes. f is the result. */
export interface Derivatives {
  /** The value of each node. */
  readonly values: readonly number[];
  /** ∂f/∂node. */
  readonly first: readonly number[];
  /** For each variable by name: ∂²f/∂node∂variable. */
  readonly second: Readonly<Record<string, readonly number[]>>;
  /** The slope of each node by each of its inputs. */
  readonly slopes: readonly (readonly number[])[];
}

const scalar = (value: number) => tensor(value, { dtype: "float64" });

/**
 * All that can be said about a graph at some values of its variables, in float64.
 *
 * @throws Error if a variable has no value.
 */
export function derivativesOf(graph: TapeGraph, variables: Readonly<Record<string, number>>): Derivatives {
  // One input for each node: the value of a leaf, or a 0 that is added to the result of an op. By these, a derivative is
  // one by the node.
  const inputs = graph.map(({ name, source }) => {
    if (source.kind === "op") return scalar(0);
    const value = source.kind === "number" ? source.value : variables[name];
    if (value === undefined) throw new Error(`${name} has no value`);
    return scalar(value);
  });
  const all = (given: readonly Tensor[]): Tensor[] => {
    const computed: Tensor[] = [];
    for (const { id, source, inputs: from } of graph) {
      const here = given[id];
      computed.push(
        source.kind === "op"
          ? applyOp(
              source.op,
              from.map((input) => computed[input]),
            ).add(here)
          : here,
      );
    }
    return computed;
  };
  const result = (...given: Tensor[]): Tensor => all(given)[graph.length - 1];
  const numbers = (tensors: readonly Tensor[]) => tensors.map((each) => each.item());

  const computed = noGrad(() => all(inputs));
  const second = graph
    .filter(({ source }) => source.kind === "variable")
    .map((variable) => {
      const direction = inputs.map((_, id) => scalar(id === variable.id ? 1 : 0));
      return [variable.name, numbers(hvp(result, inputs, direction).products)] as const;
    });
  return {
    values: numbers(computed),
    first: numbers(asList(grad(result)(...inputs))),
    second: Object.fromEntries(second),
    slopes: graph.map((node) => slopesOf(node, computed)),
  };
}

/** The slopes of one op by its inputs. */
function slopesOf({ source, inputs }: TapeNode, computed: readonly Tensor[]): number[] {
  if (source.kind !== "op") return [];
  const slopes = grad((...given: Tensor[]) => applyOp(source.op, given))(
    ...inputs.map((input) => computed[input]),
  );
  return asList(slopes).map((slope) => slope.item());
}

/** The gradient of a function of one tensor is no list. */
function asList(gradients: unknown): Tensor[] {
  return (Array.isArray(gradients) ? gradients : [gradients]) as Tensor[];
}
