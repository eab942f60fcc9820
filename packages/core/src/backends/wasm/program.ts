import type { Program } from "../../backend.ts";
import type { Formula } from "../formulas/expression.ts";
import { binaryFormulas, unaryFormulas, within } from "../formulas/index.ts";
import type { View } from "../view.ts";
import { countTo, FunctionBuilder, i32, type Local, memory } from "./assembler.ts";
import { Block } from "./block.ts";
import { programKernel } from "./kernels.ts";
import { type Lanes, lanesOf, VECTOR } from "./lanes.ts";
import { printFormula } from "./print.ts";
import { copyIn, copyOut, reserve, resetScratch } from "./scratch.ts";

/** Elements that are worked on at a time. */
const CHUNK = 2048;

/** What engines take in one function, with much to spare. */
const MOST_STEPS = 1000;
const MOST_OPERANDS = 200;

/** Fills the outputs; false where a function of the program has no kernel, or the program is too long for one. */
export function programOn(program: Program, inputs: readonly View[], outputs: readonly View[]): boolean {
  const { dtype, layout } = outputs[0];
  const lanes = lanesOf(dtype);
  if (lanes === undefined) return false;
  // What is right for some arguments only would need the plain loops beside it.
  const formulas = program.steps.map(({ f, operands }) => {
    if (within.has(f.name)) return undefined;
    return (operands.length === 1 ? unaryFormulas : binaryFormulas).find(f.name, dtype);
  });
  const tooLong = program.steps.length > MOST_STEPS || inputs.length + outputs.length > MOST_OPERANDS;
  if (tooLong || formulas.includes(undefined)) return false;
  const single = inputs.map((input) => input.layout.size === 1);
  const text = program.steps.map(({ f, operands }) => `${f.name}(${operands})`).join(" ");
  const name = `${dtype} ${single.map(Number).join("")} ${text} -> ${program.outputs}`;
  const run = programKernel(name, () => buildProgram(lanes, program, formulas as Formula[], single));

  resetScratch();
  const sources = single.map((one) => reserve((one ? 1 : CHUNK) * lanes.bytes));
  const targets = outputs.map(() => reserve(CHUNK * lanes.bytes));
  inputs.forEach((input, i) => {
    if (single[i]) copyIn(sources[i], dtype, input.buffer, input.layout.offset, 1);
  });
  for (let at = 0; at < layout.size; at += CHUNK) {
    const count = Math.min(CHUNK, layout.size - at);
    inputs.forEach((input, i) => {
      if (!single[i]) copyIn(sources[i], dtype, input.buffer, input.layout.offset + at, count);
    });
    run(count * lanes.bytes, ...sources, ...targets);
    outputs.forEach((output, i) => {
      copyOut(targets[i], dtype, output.buffer, output.layout.offset + at, count);
    });
  }
  return true;
}

/** `(bytes, ...inputs, ...outputs)`: addresses of what is worked on. */
function buildProgram(
  lanes: Lanes,
  program: Program,
  formulas: readonly Formula[],
  single: readonly boolean[],
): FunctionBuilder {
  const f = new FunctionBuilder();
  const bytes = f.parameter("i32");
  const sources = single.map(() => f.parameter("i32"));
  const targets = program.outputs.map(() => f.parameter("i32"));
  const at = f.local("i32");
  const address = (base: Local) => i32.add(base.get, at.get);

  const before = new Block(f);
  const splats = sources.map((source, i) => (single[i] ? before.let(lanes.loadSplat(source.get)) : []));
  const block = new Block(f);
  const registers = sources.map((source, i) =>
    single[i] ? splats[i] : block.let(memory.loadV128([address(source)])),
  );
  program.steps.forEach(({ operands }, i) => {
    const values = operands.map((register) => registers[register]);
    registers.push(block.let(printFormula(formulas[i], block, values)));
  });
  program.outputs.forEach((register, i) => {
    block.do(memory.storeV128([address(targets[i]), registers[register]]));
  });
  return f.body(before.code, countTo(at, bytes.get, VECTOR, block.code));
}
