import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import { Remote } from "../shared/remote.ts";
import type { Derivatives } from "./derivatives.ts";
import { ExpressionError, parseExpression } from "./expression.ts";
import { graphOfExpression, type TapeGraph, variablesOf } from "./graph.ts";
import type { Verdict } from "./op-test.ts";
import type { RangeName } from "./ranges.ts";
import { progressAfter, stepsOf } from "./steps.ts";
import type { TapeHandlers } from "./worker.ts";

/** An expression that can be drawn, with its derivatives. */
interface Differentiated {
  readonly graph: TapeGraph;
  readonly found: Derivatives;
}

/** Values that variables have at first. */
const FIRST_VALUES = [2, -1, 0.5, 3];

/** The largest graph that is drawn. */
const MOST_NODES = 40;

/** The expression of the page, its values and derivatives, and how far one has gone through them. */
export function useTape(first: string) {
  const text = ref(first);
  const problem = ref("");
  const variables = ref<Record<string, number>>({});
  const shown = shallowRef<Differentiated>();
  /** The variable that second derivatives are by; empty for none. */
  const by = ref("");
  const step = ref(0);
  let remote: Remote<TapeHandlers> | undefined;

  const names = computed(() => (shown.value === undefined ? [] : variablesOf(shown.value.graph)));
  const steps = computed(() => {
    if (shown.value === undefined) return [];
    const { graph, found } = shown.value;
    return stepsOf(graph, found, by.value === "" ? undefined : by.value);
  });
  const progress = computed(() =>
    shown.value === undefined
      ? undefined
      : progressAfter(step.value, steps.value, shown.value.found, by.value),
  );

  function read(): TapeGraph | undefined {
    try {
      const graph = graphOfExpression(parseExpression(text.value));
      if (graph.length <= MOST_NODES) return graph;
      problem.value = `It has ${graph.length} nodes; ${MOST_NODES} can be drawn.`;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      problem.value = `At character ${error.position + 1}: ${error.message}.`;
    }
    return undefined;
  }

  async function differentiate(): Promise<void> {
    problem.value = "";
    const graph = read();
    if (graph === undefined || remote === undefined) return;
    const needed = variablesOf(graph);
    needed.forEach((name, i) => {
      variables.value[name] ??= FIRST_VALUES[i % FIRST_VALUES.length];
    });
    const asked = text.value;
    try {
      const found = await remote.call("differentiate", { graph, variables: { ...variables.value } });
      if (asked !== text.value) return;
      if (!needed.includes(by.value)) by.value = "";
      shown.value = { graph, found };
      step.value = Math.min(step.value, steps.value.length);
    } catch (error) {
      problem.value = (error as Error).message;
    }
  }

  /** Another expression; all of its steps are shown at first. */
  async function write(next: string): Promise<void> {
    text.value = next;
    await differentiate();
    step.value = steps.value.length;
  }

  function setVariable(name: string, value: number): void {
    if (!Number.isFinite(value)) return;
    variables.value[name] = value;
    void differentiate();
  }

  function setBy(name: string): void {
    by.value = name;
    step.value = steps.value.length;
  }

  /** Tests whether one expression is the derivative of another. */
  async function test(forward: string, derivative: string, range: RangeName): Promise<Verdict> {
    if (remote === undefined) throw new Error("the page is not ready yet");
    return remote.call("test", { forward, derivative, range, seed: 0 });
  }

  onMounted(() => {
    remote = new Remote(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
    void write(first);
  });
  onBeforeUnmount(() => remote?.close());

  return {
    text,
    problem,
    variables,
    names,
    shown,
    by,
    step,
    steps,
    progress,
    write,
    setVariable,
    setBy,
    test,
  };
}
