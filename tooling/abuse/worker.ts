import { calls } from "./calls.ts";
import { faultsOf } from "./faults.ts";
import { type Bad, holds, judge } from "./outcome.ts";

/* Makes wrong calls, as told by its parent. */

/** Which calls to make: the faults of one valid call, from one on. */
export interface Order {
  readonly package: string;
  readonly call: number;
  readonly from: number;
}

/** Said before each fault, so that the parent knows which one did not come back; of what is bad; and at the end. */
export type Report =
  | { readonly at: number; readonly name: string; readonly fault: string }
  | { readonly bad: Bad }
  | { readonly count: number };

async function work({ package: from, call: number, from: first }: Order): Promise<void> {
  const call = calls[from][number];
  let hasNaN: boolean;
  try {
    ({ hasNaN } = await holds(call));
  } catch (error) {
    const bad: Bad = { name: call.name, fault: "the valid call", kind: "crash", what: String(error) };
    process.send?.({ bad } satisfies Report);
    process.send?.({ count: 0 } satisfies Report);
    return;
  }
  const faults = faultsOf(call);
  for (let at = first; at < faults.length; at++) {
    const fault = faults[at];
    process.send?.({ at, name: call.name, fault: fault.label } satisfies Report);
    const found = await judge(call, fault, hasNaN);
    if (found !== null) process.send?.({ bad: found } satisfies Report);
  }
  process.send?.({ count: faults.length } satisfies Report);
}

// What a promise that nobody waits for comes to is of no interest here.
process.on("unhandledRejection", () => {});
process.on("message", (order: Order) => void work(order));
process.send?.("ready");
