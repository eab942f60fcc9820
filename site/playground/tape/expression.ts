import { functionNames, isFunctionName, type OpName } from "./ops.ts";

/* Expressions as one types them: `sin(x * y) + x^2`. They are read by this parser and nothing else: no text is run as code. */

/** What an expression is made of. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "op"; readonly op: OpName; readonly inputs: readonly Expression[] };

/** An expression that cannot be read. */
export class ExpressionError extends Error {
  /** Where in the text, from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "ExpressionError";
    this.position = position;
  }
}

/** The longest text that is read. It also bounds how deep expressions are nested. */
const MOST_CHARACTERS = 200;

interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly position: number;
}

const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>[-+*/^()]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const found = pattern.exec(text)?.groups;
    if (found === undefined) {
      const position = start + text.slice(start).search(/\S/);
      throw new ExpressionError(`"${text[position]}" means nothing here`, position);
    }
    const kind = found.number !== undefined ? "number" : found.name !== undefined ? "name" : "sign";
    tokens.push({ kind, text: found[kind], position: pattern.lastIndex - found[kind].length });
  }
  return [...tokens, { kind: "end", text: "", position: end }];
}

/** The signs between two expressions, those that bind least first. */
const SUMS: Readonly<Record<string, OpName>> = { "+": "add", "-": "sub" };
const PRODUCTS: Readonly<Record<string, OpName>> = { "*": "mul", "/": "div" };

const op = (name: OpName, ...inputs: readonly Expression[]): Expression => ({ kind: "op", op: name, inputs });

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  whole(): Expression {
    const result = this.#sum();
    const { kind, text, position } = this.#next;
    if (kind !== "end") throw new ExpressionError(`an operator should stand before "${text}"`, position);
    return result;
  }

  get #next(): Token {
    return this.#tokens[this.#at];
  }

  /** Takes the next token, if it is this sign. */
  #takes(sign: string): boolean {
    const isThere = this.#next.kind === "sign" && this.#next.text === sign;
    if (isThere) this.#at++;
    return isThere;
  }

  #sum(): Expression {
    return this.#chain(SUMS, () => this.#chain(PRODUCTS, () => this.#negation()));
  }

  /** Operands with signs between them, from left to right. */
  #chain(signs: Readonly<Record<string, OpName>>, operand: () => Expression): Expression {
    let result = operand();
    while (this.#next.kind === "sign" && Object.hasOwn(signs, this.#next.text)) {
      const name = signs[this.#next.text];
      this.#at++;
      result = op(name, result, operand());
    }
    return result;
  }

  /** -x^2 is -(x^2). */
  #negation(): Expression {
    return this.#takes("-") ? op("neg", this.#negation()) : this.#power();
  }

  /** a^b^c is a^(b^c), and the exponent may have a sign. */
  #power(): Expression {
    const base = this.#atom();
    return this.#takes("^") ? op("pow", base, this.#negation()) : base;
  }

  #atom(): Expression {
    const { kind, text, position } = this.#next;
    if (kind === "end") throw new ExpressionError("something is missing at the end", position);
    this.#at++;
    if (kind === "number") return { kind, value: Number(text) };
    if (kind === "name") return this.#named(text, position);
    if (text !== "(")
      throw new ExpressionError(`a number, a name or "(" should stand before "${text}"`, position);
    return this.#rest(position);
  }

  #named(name: string, position: number): Expression {
    const opening = this.#next.position;
    if (!this.#takes("(")) {
      if (isFunctionName(name))
        throw new ExpressionError(`${name} needs an argument, as in ${name}(x)`, position);
      return { kind: "variable", name };
    }
    if (!isFunctionName(name)) {
      throw new ExpressionError(
        `there is no function ${name}; there are ${functionNames.join(", ")}`,
        position,
      );
    }
    return op(name, this.#rest(opening));
  }

  /** What stands in parentheses, after the first one. */
  #rest(opening: number): Expression {
    const inside = this.#sum();
    if (!this.#takes(")")) throw new ExpressionError('this "(" is never closed', opening);
    return inside;
  }
}

/**
 * Reads an expression: numbers, names of variables, + - * / ^, parentheses, and functions of one argument.
 *
 * @throws ExpressionError that says what is wrong with the text, and where.
 */
export function parseExpression(text: string): Expression {
  if (text.length > MOST_CHARACTERS) {
    throw new ExpressionError(`it has more than ${MOST_CHARACTERS} characters`, MOST_CHARACTERS);
  }
  if (text.trim() === "") throw new ExpressionError("there is nothing yet", 0);
  return new Parser(text).whole();
}
