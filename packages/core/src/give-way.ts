/** What Node and browsers have of what is needed here. Core needs the types of neither. */
interface Host {
  /** Available in Node, not in browsers. */
  readonly setImmediate?: (callback: () => void) => void;
  /** Not available in jsdom. */
  readonly MessageChannel?: new () => { readonly port1: MessagePort; readonly port2: MessagePort };
  readonly setTimeout: (callback: () => void, milliseconds: number) => unknown;
}

interface MessagePort {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/**
 * Lets the event loop run once: timers, events, signals, and in a page also painting. An `await` alone does not, as
 * long as there are promises that are settled. `fit` and `for await` over a loader of batches do this after each batch;
 * call it in a long loop of your own.
 *
 * @example
 * ```ts
 * import { giveWay, ones, Variable } from "@gradiente/core";
 * import { SGD } from "@gradiente/optim";
 *
 * const x = new Variable(ones([3]));
 * const optimizer = new SGD(new Map([["x", x]]), { learningRate: 0.1 });
 * for (let step = 0; step < 100; step++) {
 *   optimizer.step(x.square().sum().backward());
 *   await giveWay();
 * }
 * ```
 */
export function giveWay(): Promise<void> {
  const { setImmediate, MessageChannel, setTimeout } = globalThis as unknown as Host;
  return new Promise((resolve) => {
    if (setImmediate !== undefined) {
      setImmediate(resolve);
      return;
    }
    if (MessageChannel === undefined) {
      setTimeout(resolve, 0);
      return;
    }
    // A message and not a timer: browsers delay timers by 4 ms when one follows another, and by a second in a page that
    // is not visible.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
