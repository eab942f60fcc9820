import type { Program } from "../../backend.ts";
import type { Formula } from "../formulas/expression.ts";
import { binaryFormulas, unaryFormulas, within } from "../formulas/index.ts";
import type { View } from "../view.ts";
import { countTo, i32, type Local, memory } from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiledProgram } from "./kernels.ts";
import { type Lanes, lanesOf, VECTOR } from "./lanes.ts";
import { printFormula } from "./print.ts";
import { resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/** Elements that are processed at a time. */
const CHUNK = 2048;

/** A length that all engines accept in one function, with a large margin. */
const MOST_STEPS = 1000;
const MOST_OPERANDS = 200;

/** Fills the outputs. False if a function of the program has no kernel, or if the program is too long for one kernel. */
export function programOn(program: Program, inputs: readonly View[], outputs: readonly View[]): boolean {
  const { dtype, layout } = outputs[0];
  const lanes = lanesOf(dtype);
  if (lanes === undefined) return false;
  // A function that is right for some arguments only would need the plain loops as well.
  const formulas = program.steps.map(({ f, operands }) => {
    if (within.has(f.name)) return undefined;
    return (operands.length === 1 ? unaryFormulas : binaryFormulas).find(f.name, dtype);
  });
  const tooLong = program.steps.length > MOST_STEPS || inputs.length + outputs.length > MOST_OPERANDS;
  if (tooLong || formulas.includes(undefined)) return false;
  const single = inputs.map((input) => input.layout.size === 1);
  const text = program.steps.map(({ f, operands }) => `${f.name}(${operands})`).join(" ");
  const name = `${dtype} ${single.map(Number).join("")} ${text} -> ${program.outputs}`;
  const found = compiledProgram(name, () => buildProgram(lanes, program, formulas as Formula[], single));

  resetScratch();
  const sources = inputs.map((input, i) => new Staging(input, single[i] ? 1 : CHUNK, input.layout.offset));
  const targets = outputs.map((output) => new Staging(output, CHUNK, output.layout.offset));
  const given = found.arguments({
    inputs: sources.map(({ address }) => address),
    outputs: targets.map(({ address }) => address),
  });
  for (let i = 0; i < sources.length; i++) if (single[i]) sources[i].load(0, 1);
  for (let at = 0; at < layout.size; at += CHUNK) {
    const count = Math.min(CHUNK, layout.size - at);
    for (let i = 0; i < sources.length; i++) if (!single[i]) sources[i].load(at, count);
    given.bytes = count * lanes.bytes;
    found.run(given);
    for (const target of targets) target.store(at, count);
  }
  return true;
}

/** The parameters of a program: the size of the chunk in bytes, and the address of each operand. */
type ProgramSignature = {
  readonly bytes: "i32";
  readonly inputs: readonly "address"[];
  readonly outputs: readonly "address"[];
};

function buildProgram(
  lanes: Lanes,
  program: Program,
  formulas: readonly Formula[],
  single: readonly boolean[],
): KernelSource<ProgramSignature> {
  const signature: ProgramSignature = {
    bytes: "i32",
    inputs: single.map(() => "address"),
    outputs: program.outputs.map(() => "address"),
  };
  return kernel(signature, ({ bytes, inputs, outputs }, f) => {
    const at = f.local("i32");
    const address = (base: Local) => i32.add(base.get, at.get);
    const before = new Block(f);
    const splats = inputs.map((input, i) => (single[i] ? before.let(lanes.loadSplat(input.get)) : []));
    const block = new Block(f);
    const registers = inputs.map((input, i) =>
      single[i] ? splats[i] : block.let(memory.loadV128([address(input)])),
    );
    program.steps.forEach(({ operands }, i) => {
      const values = operands.map((register) => registers[register]);
      registers.push(block.let(printFormula(formulas[i], block, values)));
    });
    program.outputs.forEach((register, i) => {
      block.do(memory.storeV128([address(outputs[i]), registers[register]]));
    });
    return [...before.code, ...countTo(at, bytes.get, VECTOR, block.code)];
  });
}
