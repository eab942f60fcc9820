/*
 * Stands for Vitest in the copy: `describe` and `it` only note down what they are given. `expect` is Vitest's own.
 */

export { expect } from "vitest";

type Hook = () => unknown;

export interface CollectedTest {
  /** `ops.test.ts > exp > [..] > has gradients up to order 3` */
  readonly path: readonly string[];
  /** The test with the hooks around it. */
  readonly run: () => unknown;
}

interface Suite {
  readonly path: readonly string[];
  readonly before: Hook[];
}

export const tests: CollectedTest[] = [];
let suites: readonly Suite[] = [];

/** Notes the tests of a file. */
export async function collect(file: string, load: () => Promise<unknown>): Promise<void> {
  suites = [{ path: [file], before: [] }];
  await load();
}

export function describe(name: string, define: () => void): void {
  const outer = suites;
  suites = [...outer, { path: [...outer[outer.length - 1].path, name], before: [] }];
  define();
  suites = outer;
}

export function it(name: string, test: Hook): void {
  const around = suites;
  const run = async () => {
    for (const { before } of around) for (const hook of before) await hook();
    await test();
  };
  tests.push({ path: [...around[around.length - 1].path, name], run });
}

/** One test or suite for each case; a list is given as several arguments. */
function each<F extends (name: string, body: () => unknown) => void>(define: F) {
  return (cases: readonly unknown[]) =>
    (name: string, body: (...given: unknown[]) => unknown): void => {
      for (const [at, given] of cases.entries()) {
        define(`${name} [${at}]`, () => body(...(Array.isArray(given) ? given : [given])));
      }
    };
}

describe.each = each(describe);
it.each = each(it);

export const test = it;

export function beforeEach(hook: Hook): void {
  suites[suites.length - 1].before.push(hook);
}

/** What sets limits of backends for speed or for their own tests has no say in gradients. */
export function beforeAll(): void {}
export function afterAll(): void {}
export function afterEach(): void {}
