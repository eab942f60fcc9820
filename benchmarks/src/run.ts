import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agrees, deviations } from "./agreement.ts";
import type { Cores } from "./cores.ts";
import { dataFor } from "./data.ts";
import type { StoredData } from "./protocol.ts";
import type { Remote } from "./remote.ts";
import type { CaseResult, Failure, MemoryResult, SpeedResult, Timing } from "./results.ts";
import { median } from "./statistics.ts";
import { store } from "./stored-data.ts";
import type { Case, Group, Memory, Speed } from "./workloads.ts";

export interface Pace {
  readonly rounds: number;
  /** How long a contender's part of a round takes, at least one run. */
  readonly seconds: number;
  /** How long each runs before the first round: compilers of all sorts get to work. */
  readonly warmUpSeconds: number;
  /** How long a contender may train while its memory is watched. */
  readonly memorySeconds: number;
}

export type Progress = (text: string) => void;

async function withStored<Result>(
  problem: Case["problem"],
  use: (data: StoredData) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), "gradiente-benchmark-"));
  try {
    return await use(store(dataFor(problem), directory));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What a contender gives, or how it fails. */
async function attempt<Result>(remote: Remote, ask: () => Promise<Result>): Promise<Result | Failure> {
  try {
    return await ask();
  } catch (error) {
    return { contender: remote.name, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** All groups of a workload, one after another. */
export async function runSpeed(
  { id, title, groups, contenders, warmUps = 1 }: Speed,
  present: readonly Remote[],
  given: Pace,
  cores: Cores,
  progress: Progress,
  done: (each: CaseResult) => void,
): Promise<SpeedResult> {
  const remotes = present.filter(
    ({ name }) => (contenders as readonly string[] | undefined)?.includes(name) ?? true,
  );
  const pace = { ...given, warmUpSeconds: given.warmUpSeconds * warmUps };
  const cases: CaseResult[] = [];
  if (remotes.length === 0) return { id, title, cases };
  for (const group of groups) {
    const results = await runGroup(group, remotes, pace, cores, (text) => progress(`${id} ${text}`));
    results.forEach(done);
    cases.push(...results);
  }
  return { id, title, cases };
}

/** A contender with a case that it has ready. */
interface Entrant {
  readonly remote: Remote;
  readonly name: string;
  readonly check: readonly number[];
  readonly rounds: number[];
  /** Seconds from one core to the other and back before each round, for who uses two: see {@link Cores}. */
  readonly roundTrips: number[];
}

/** In each round, each contender takes its turn with all cases of the group. */
async function runGroup(
  group: Group,
  remotes: readonly Remote[],
  pace: Pace,
  cores: Cores,
  progress: Progress,
): Promise<CaseResult[]> {
  const failures = new Map<string, Failure[]>(group.map(({ name }) => [name, []]));
  const entrants = new Set<Entrant>();
  const measure = async (entrant: Entrant, seconds: number, keep: boolean) => {
    const { remote, name, rounds } = entrant;
    const outcome = await attempt(remote, () => remote.ask("measure", { key: name, seconds }));
    if ("failure" in outcome) {
      failures.get(name)?.push(outcome);
      entrants.delete(entrant);
    } else if (keep) {
      rounds.push(median(outcome.samples));
    }
  };

  for (const { name, problem } of group) {
    await withStored(problem, async (data) => {
      for (const remote of remotes) {
        progress(`${name}: ${remote.name} gets ready`);
        const outcome = await attempt(remote, () => remote.ask("prepare", { key: name, problem, data }));
        if ("failure" in outcome) failures.get(name)?.push(outcome);
        else entrants.add({ remote, name, check: outcome.check, rounds: [], roundTrips: [] });
      }
    });
  }
  for (const entrant of [...entrants]) {
    progress(`${entrant.name}: ${entrant.remote.name} warms up`);
    await measure(entrant, pace.warmUpSeconds, false);
  }
  const sharers = await sharersAmong(new Set([...entrants].map(({ remote }) => remote)));
  if (sharers.length > 0) {
    progress("waits for two cores that share a cache");
    await cores.near();
  }
  for (let round = 1; round <= pace.rounds; round++) {
    for (const entrant of inTurn(entrants, remotes, round)) {
      progress(`${entrant.name}: round ${round} of ${pace.rounds}, ${entrant.remote.name}`);
      if (sharers.includes(entrant.remote)) entrant.roundTrips.push(await cores.roundTrip());
      await measure(entrant, pace.seconds, true);
    }
  }
  // The next group begins in new processes: what this one has left in a heap would slow it down.
  for (const remote of remotes) remote.stop();

  return group.map(({ name, problem, growth }) => {
    const finished = [...entrants].filter((entrant) => entrant.name === name);
    return { name, problem, growth, results: [...timings(finished), ...(failures.get(name) ?? [])] };
  });
}

/** Those that use two cores. */
async function sharersAmong(remotes: Iterable<Remote>): Promise<Remote[]> {
  const sharers: Remote[] = [];
  for (const remote of remotes) if ((await remote.describe()).threads > 1) sharers.push(remote);
  return sharers;
}

/** Contender by contender, beginning with another one each round, so that nobody always follows the same. */
function inTurn(entrants: ReadonlySet<Entrant>, remotes: readonly Remote[], round: number): Entrant[] {
  const first = round % remotes.length;
  return [...remotes.slice(first), ...remotes.slice(0, first)].flatMap((remote) =>
    [...entrants].filter((entrant) => entrant.remote === remote),
  );
}

function timings(entrants: readonly Entrant[]): Timing[] {
  const distances = deviations(entrants.map(({ check }) => check));
  return entrants.map(({ remote, rounds, roundTrips }, i) => ({
    contender: remote.name,
    seconds: median(rounds),
    rounds,
    ...(roundTrips.length > 0 ? { roundTrip: median(roundTrips) } : {}),
    deviation: distances[i],
    agrees: agrees(distances[i]),
  }));
}

/** Each contender in a fresh process. */
export async function runMemory(
  { id, title, training, steps, settled }: Memory,
  remotes: readonly Remote[],
  pace: Pace,
  progress: Progress,
): Promise<MemoryResult> {
  const results: MemoryResult["results"][number][] = [];
  for (const remote of remotes) {
    progress(`${id}: ${remote.name}`);
    remote.stop();
    const use = await withStored(training, (data) =>
      attempt(remote, () =>
        remote.ask("memory", { training, data, steps, settled, seconds: pace.memorySeconds }),
      ),
    );
    results.push("failure" in use ? use : { contender: remote.name, ...use });
    remote.stop();
  }
  return { id, title, steps, settled, results };
}
