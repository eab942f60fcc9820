import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Description } from "./contender.ts";
import type { Answer, Asks, Gives, RequestName } from "./protocol.ts";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a contender fails: in its own words. */
export class ContenderError extends Error {
  override readonly name = "ContenderError";
}

const KEPT_OF_STDERR = 2000;
/** Long enough for the slowest step there is, several times over. */
const TIME_LIMIT_SECONDS = 600;

/** A running process: one line in, one line out, one at a time. */
class LineProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #complaints = "";
  #awaiting: { resolve(line: string): void; reject(error: Error): void } | undefined;

  constructor({ program, args, env }: Command) {
    this.#child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.on("data", (text) => {
      this.#complaints = `${this.#complaints}${text}`.slice(-KEPT_OF_STDERR);
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#awaiting?.resolve(line));
    this.#child.on("error", (error) => this.#fail(error.message));
    this.#child.on("close", (code, signal) => this.#fail(`its process ended (${signal ?? code})`));
    // A process that died is noticed where its answer is awaited.
    this.#child.stdin.on("error", () => {});
  }

  async exchange(line: string): Promise<string> {
    const overdue = setTimeout(() => {
      this.#fail(`no answer in ${TIME_LIMIT_SECONDS} s`);
      this.kill();
    }, TIME_LIMIT_SECONDS * 1000);
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#awaiting = { resolve, reject };
        this.#child.stdin.write(`${line}\n`);
      });
    } finally {
      this.#awaiting = undefined;
      clearTimeout(overdue);
    }
  }

  kill(): void {
    this.#child.kill();
  }

  #fail(what: string): void {
    const complaint = this.#complaints.trim().split("\n").at(-1);
    this.#awaiting?.reject(new ContenderError(complaint ? `${what}: ${complaint}` : what));
  }
}

/** A contender in a process of its own, started when it is first asked, and again after it died. */
export class Remote {
  readonly name: string;
  readonly #command: Command;
  #process: LineProcess | undefined;
  #description: Description | undefined;

  constructor(name: string, command: Command) {
    this.name = name;
    this.#command = command;
  }

  /** @throws ContenderError if it cannot run here. */
  async describe(): Promise<Description> {
    this.#description ??= await this.#send("start", {});
    return this.#description;
  }

  /** @throws ContenderError with what the contender says, or how it died. */
  async ask<Name extends RequestName>(name: Name, asks: Asks<Name>): Promise<Gives<Name>> {
    await this.describe();
    return this.#send(name, asks);
  }

  stop(): void {
    this.#process?.kill();
    this.#process = undefined;
    this.#description = undefined;
  }

  async #send<Name extends RequestName>(request: Name, asks: Asks<Name>): Promise<Gives<Name>> {
    this.#process ??= new LineProcess(this.#command);
    const line = await this.#process
      .exchange(JSON.stringify({ request, ...asks }))
      .catch((error: unknown) => {
        this.stop();
        throw error;
      });
    const answer = JSON.parse(line) as Answer;
    if ("error" in answer) throw new ContenderError(answer.error);
    return answer.gives as Gives<Name>;
  }
}
