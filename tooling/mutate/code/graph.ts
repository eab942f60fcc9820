import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { compilerOptions } from "../../program.ts";

/* Which tests can notice a change of a file. */

export interface Graph {
  /** The tests that import a file, by whatever way; those first that speak of what it exports. */
  testsOf(file: string): string[];
}

/** The graph of the imports of some files of the repository. */
export function importGraph(root: string, files: readonly string[]): Graph {
  const options = compilerOptions();
  const cache = ts.createModuleResolutionCache(root, (name) => name, options);
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const importers = new Map<string, string[]>();
  for (const [file, text] of texts) {
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      const { resolvedModule } = ts.resolveModuleName(fileName, join(root, file), options, ts.sys, cache);
      if (resolvedModule === undefined) continue;
      const imported = relative(root, resolvedModule.resolvedFileName);
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }

  const testsOf = (file: string) => {
    const reached = new Set([file]);
    for (const at of reached) for (const importer of importers.get(at) ?? []) reached.add(importer);
    // The nearer an importer, the more telling is a name of it.
    const weights = new Map<string, number>();
    let weight = 1;
    for (const at of [...reached].filter((path) => !path.endsWith("/index.ts")).slice(0, 6)) {
      for (const name of exportedNames(texts.get(at) ?? "")) {
        if (!weights.has(name)) weights.set(name, weight);
      }
      weight /= 4;
    }
    const score = (test: string) => {
      const words = new Set((texts.get(test) ?? "").match(/\w+/g));
      const direct = importers.get(file)?.includes(test) ? 2 : 0;
      return [...weights].reduce((sum, [name, weight]) => sum + (words.has(name) ? weight : 0), direct);
    };
    return [...reached]
      .filter((path) => path.endsWith(".test.ts"))
      .map((test) => ({ test, score: score(test) }))
      .sort((a, b) => b.score - a.score)
      .map(({ test }) => test);
  };
  return { testsOf };
}

function exportedNames(text: string): string[] {
  return [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)].map(([, name]) => name);
}
