import { DefaultReporter } from "vitest/node";

type RunEnd = Parameters<DefaultReporter["onTestRunEnd"]>;

/** Vitest's own report, then one last plain line: `12 passed, 0 failed, 1 skipped`. */
export default class SummaryReporter extends DefaultReporter {
  override onTestRunEnd(...[modules, unhandledErrors, reason]: RunEnd): void {
    super.onTestRunEnd(modules, unhandledErrors, reason);
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      // A file that does not load, or a hook that throws, fails outside any test.
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
    }
    if (reason === "failed") count.failed = Math.max(count.failed, 1);
    const skipped = count.skipped + count.pending;
    const line = `${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    process.stdout.write(`${line}\n`);
  }
}
