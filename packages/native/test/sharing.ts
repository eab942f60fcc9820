import { afterAll, beforeAll } from "vitest";
import { limits } from "../src/backend.ts";
import { setNativeThreads } from "../src/index.ts";

/** Has threads share the work of every call in a file of tests, however small, and ends them after it. */
export function shareEverything(): void {
  const { smallestShared } = limits;
  beforeAll(() => {
    limits.smallestShared = { awake: 0, asleep: 0 };
  });
  afterAll(() => {
    limits.smallestShared = smallestShared;
    setNativeThreads(1);
  });
}
