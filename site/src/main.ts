// Makes the site: `build` writes it to out/site, `dev` serves it and follows changes of pages.
import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { writeApi } from "./api/write.ts";
import { checkSite } from "./check/site.ts";
import { serve } from "./dev.ts";
import { assemble } from "./pages/assemble.ts";
import { assembled, built, drawn } from "./places.ts";
import { makePortable, placeholder } from "./portable.ts";
import { findProblems } from "./translation/state.ts";

const here = fileURLToPath(new URL("..", import.meta.url));
const [command, ...rest] = process.argv.slice(2);

if (command === "build" && rest.length === 0) {
  const started = performance.now();
  // Figures are drawn anew: what has changed may be the library.
  rmSync(drawn, { recursive: true, force: true });
  await assemble();
  await writeApi();
  await build(here, { base: placeholder });
  makePortable(built);
  checkSite(built);
  for (const { page, problem } of findProblems()) warn(`site/pages/${page}`, problem);
  console.log(`${built}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
} else if (command === "dev" && rest.length === 0) {
  await assemble();
  // The sources are read once: it takes a while. `pnpm site` reads them anew.
  if (!existsSync(`${assembled}/api`)) await writeApi();
  await serve(here);
} else {
  throw new Error(`"${[command, ...rest].join(" ")}" is unknown; it is "build" or "dev"`);
}

/** A warning that GitHub shows beside the file. */
function warn(file: string, problem: string): void {
  const isWorkflow = process.env.GITHUB_ACTIONS === "true";
  console.warn(isWorkflow ? `::warning file=${file}::${problem}` : `warning: ${file} ${problem}`);
}
