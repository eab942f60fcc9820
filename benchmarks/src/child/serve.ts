import { createInterface } from "node:readline";
import type { Contender } from "../contender.ts";
import type { Answer, Asks, Gives, Request } from "../protocol.ts";
import { load } from "../stored-data.ts";
import { firstLosses, spreadValues } from "./check.ts";
import { contenders } from "./load.ts";
import { Timer } from "./measure.ts";
import { watchMemory } from "./memory.ts";

/* The process of one contender: answers requests on standard input until it ends. */

/** A problem made ready, and how to begin it again. */
interface Prepared {
  readonly timer: Timer;
  readonly reset: () => void;
}

class Server {
  readonly #contender: Contender;
  #prepared: Prepared | undefined;

  constructor(contender: Contender) {
    this.#contender = contender;
  }

  async answer(request: Request): Promise<unknown> {
    switch (request.request) {
      case "start":
        return this.#contender.start();
      case "prepare":
        return this.#prepare(request);
      case "measure":
        return this.#measure(request);
      case "release":
        this.#prepared = undefined;
        return {};
      case "memory":
        return watchMemory(this.#contender, request);
    }
  }

  async #prepare({ problem, data }: Asks<"prepare">): Promise<Gives<"prepare">> {
    const values = load(data);
    if (problem.kind === "training") {
      const trainer = this.#contender.train(problem, values);
      this.#prepared = { timer: new Timer(() => trainer.step()), reset: () => trainer.reset() };
      return { check: await firstLosses(trainer) };
    }
    const computation =
      problem.kind === "product"
        ? this.#contender.product(problem, values)
        : this.#contender.operation(problem, values);
    this.#prepared = { timer: new Timer(() => computation.run()), reset: () => {} };
    return { check: await spreadValues(computation) };
  }

  async #measure({ seconds }: Asks<"measure">): Promise<Gives<"measure">> {
    if (this.#prepared === undefined) throw new Error("nothing is prepared");
    this.#prepared.reset();
    return { samples: await this.#prepared.timer.measure(seconds) };
  }
}

async function answerOrError(server: Server, line: string): Promise<Answer> {
  try {
    return { gives: await server.answer(JSON.parse(line) as Request) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

// Standard output is for answers alone, whatever a library has to say.
console.log = console.error;
const server = new Server(await contenders[process.argv[2]]());
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answerOrError(server, line))}\n`);
}
process.exit(0);
