import { createInterface } from "node:readline";
import type { Computation, Contender, Trainer } from "../contender.ts";
import type { Data } from "../data.ts";
import type { Operation, Product, Scaled } from "../problem.ts";
import type { Answer, Asks, Gives, Request } from "../protocol.ts";
import { load } from "../stored-data.ts";
import { firstLosses, spreadValues } from "./check.ts";
import { contenders } from "./load.ts";
import { Timer } from "./measure.ts";
import { watchMemory } from "./memory.ts";

/* The process of one contender: answers requests on standard input until it ends. */

/** A problem made ready. */
interface Prepared {
  readonly timer: Timer;
  readonly work: Computation | Trainer;
}

class Server {
  readonly #contender: Contender;
  readonly #prepared = new Map<string, Prepared>();

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
      case "memory":
        return watchMemory(this.#contender, request);
    }
  }

  async #prepare({ key, problem, data }: Asks<"prepare">): Promise<Gives<"prepare">> {
    const values = load(data);
    if (problem.kind === "training" || problem.kind === "network") {
      const trainer =
        problem.kind === "training"
          ? this.#contender.train(problem, values)
          : this.#contender.network(problem, values);
      this.#prepared.set(key, { timer: new Timer(() => trainer.step()), work: trainer });
      return { check: await firstLosses(trainer) };
    }
    const computation = computationOf(this.#contender, problem, values);
    this.#prepared.set(key, { timer: new Timer(() => computation.run()), work: computation });
    return { check: await spreadValues(computation) };
  }

  async #measure({ key, seconds }: Asks<"measure">): Promise<Gives<"measure">> {
    const prepared = this.#prepared.get(key);
    if (prepared === undefined) throw new Error(`${key} is not prepared`);
    const { timer, work } = prepared;
    if ("reset" in work) work.reset();
    return { samples: await timer.measure(seconds) };
  }
}

function computationOf(contender: Contender, problem: Product | Operation | Scaled, data: Data): Computation {
  switch (problem.kind) {
    case "product":
      return contender.product(problem, data);
    case "operation":
      return contender.operation(problem, data);
    case "scaled":
      return contender.scaled(problem, data);
  }
}

async function answerOrError(server: Server, line: string): Promise<Answer> {
  try {
    return { gives: await server.answer(JSON.parse(line) as Request) };
  } catch (error) {
    return { error: String(error).replace(/^Error: /, "") };
  }
}

// Standard output is for answers alone, whatever a library has to say.
console.log = console.error;
const server = new Server(await contenders[process.argv[2]]());
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answerOrError(server, line))}\n`);
}
process.exit(0);
