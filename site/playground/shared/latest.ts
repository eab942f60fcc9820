/**
 * Does the latest of what is asked for, one thing at a time: what came in between is left out. For what follows a slider or
 * a pen, which can be faster than a worker.
 */
export function latest<Asked>(act: (asked: Asked) => Promise<void>): (asked: Asked) => Promise<void> {
  let waiting: { readonly asked: Asked } | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    try {
      while (waiting !== undefined) {
        const { asked } = waiting;
        waiting = undefined;
        await act(asked);
      }
    } finally {
      running = undefined;
    }
  }

  return (asked) => {
    waiting = { asked };
    running ??= run();
    return running;
  };
}
