import { afterAll, afterEach, beforeEach } from "vitest";

/* Which mutants each test reaches. */

declare module "vitest" {
  interface TaskMeta {
    mutants?: number[];
  }
}

declare global {
  var mutants:
    | { readonly taken: () => number[]; readonly keep: (numbers: readonly number[]) => void }
    | undefined;
}

const { mutants: switches } = globalThis;
if (switches !== undefined) {
  const keepOthers = () => switches.keep(switches.taken());
  keepOthers();
  beforeEach(keepOthers);
  afterEach(({ task }) => {
    task.meta.mutants = switches.taken();
  });
  afterAll(keepOthers);
}
