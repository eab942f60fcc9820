import type { Code, FunctionBuilder } from "./assembler.ts";

/** Straight-line code under construction: values that are used more than once get a name. */
export class Block {
  readonly #function: FunctionBuilder;
  readonly #statements: Code[] = [];

  constructor(f: FunctionBuilder) {
    this.#function = f;
  }

  /** Computes a vector once, at this point. The result is an expression that reads it. */
  let(value: Code): Code {
    const local = this.#function.local("v128");
    this.#statements.push(local.set(value));
    return local.get;
  }

  do(statement: Code): void {
    this.#statements.push(statement);
  }

  get code(): Code {
    return this.#statements.flat();
  }
}
