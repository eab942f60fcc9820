import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleServer } from "./bundle.ts";
import { Cores } from "./cores.ts";
import { describeMachine } from "./machine.ts";
import { type Options, parseOptions } from "./options.ts";
import { ProgressLine } from "./progress.ts";
import type { Remote } from "./remote.ts";
import { writeInto } from "./report/document.ts";
import { GROWTH_FIGURE, growthFigure } from "./report/growth.ts";
import { markdown } from "./report/markdown.ts";
import { caseLine } from "./report/speed.ts";
import type { Failure, MemoryResult, Participant, Results, SpeedResult } from "./results.ts";
import { enlist } from "./roster.ts";
import { runMemory, runSpeed } from "./run.ts";
import { workloads } from "./workloads.ts";

const inPackage = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const RESULTS = inPackage("out/results.json");
const DOCUMENT = inPackage("../docs/benchmarks.md");

async function meet(options: Options) {
  const { remotes, absent } = await enlist(options.contenders, await bundleServer());
  const present: Remote[] = [];
  const participants: Participant[] = [];
  const missing: Failure[] = [...absent].map(([contender, failure]) => ({ contender, failure }));
  for (const remote of remotes) {
    try {
      participants.push({ name: remote.name, ...(await remote.describe()) });
      present.push(remote);
    } catch (error) {
      remote.stop();
      missing.push({
        contender: remote.name,
        failure: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { present, participants, missing };
}

async function measure(options: Options): Promise<Results> {
  const { present, participants, missing } = await meet(options);
  const chosen = <Workload extends { readonly id: string }>(all: readonly Workload[]) =>
    all.filter(({ id }) => options.only.includes(id));
  const { speed, memory } = workloads("full");
  const line = new ProgressLine();
  console.log(`Contenders: ${participants.map(({ name }) => name).join(", ")}`);
  for (const { contender, failure } of missing) console.log(`Without ${contender}: ${failure}`);

  const cores = new Cores();
  const speedResults: SpeedResult[] = [];
  for (const workload of chosen(speed)) {
    const result = await runSpeed(workload, present, options, cores, line.show, (each) => {
      line.clear();
      console.log(`${workload.id} ${caseLine(each)}`);
    });
    speedResults.push(result);
  }
  const memoryResults: MemoryResult[] = [];
  for (const workload of chosen(memory)) {
    memoryResults.push(await runMemory(workload, present, options, line.show));
    line.clear();
  }
  for (const remote of present) remote.stop();
  await cores.stop();
  return {
    machine: describeMachine(),
    rounds: options.rounds,
    seconds: options.seconds,
    participants,
    absent: missing,
    speed: speedResults,
    memory: memoryResults,
  };
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if ("exitCode" in options) return options.exitCode;
  if (!options.last) {
    const results = await measure(options);
    await mkdir(dirname(RESULTS), { recursive: true });
    await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  }
  const results = JSON.parse(await readFile(RESULTS, "utf8")) as Results;
  const report = markdown(results);
  console.log(`\n${report}`);
  const growth = growthFigure(results);
  await growth?.save(inPackage("out/growth.svg"));
  if (options.write) {
    await writeInto(DOCUMENT, report);
    await growth?.save(inPackage(`../docs/${GROWTH_FIGURE}`));
  }
  return 0;
}

process.exitCode = await main();
