// Compiles programs that import the packed packages, as strictly as a compiler can be told to, with TypeScript from the
// oldest supported version on. `pnpm check:types 5.4 7.0` does so with these versions alone.
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { namesOf, targetsOf } from "./manifest.ts";
import { packAll } from "./pack.ts";
import { typescriptVersions } from "./supported.ts";

/** The ways to look for modules, and the files of a program: one is an ES module, the other CommonJS. */
const modes = {
  nodenext: ["module.mts", "commonjs.cts"],
  node16: ["module.mts", "commonjs.cts"],
  bundler: ["module.ts"],
};

/** What a compiler must find right, and wrong: types are known, and what is internal is not. */
const uses = `
import { Tensor, Variable, tensor, grad } from "@gradiente/core";
import { Dense } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";

export const x: Tensor = tensor([1, 2]).square().sum(0, { keepDims: true });
export const y: Tensor = grad((z) => z.tanh().sum())(new Variable(x).value);
const layer = new Dense(2, 1);
new Adam(layer.parameters(), { learningRate: 0.1 }).step(layer.forward(x).sum().backward());
// @ts-expect-error
x.nonsense();
// @ts-expect-error
x.buffer;
// @ts-expect-error
new Tensor();
`;

const asked = process.argv.slice(2);
for (const version of asked) {
  if (typescriptVersions.includes(version)) continue;
  throw new Error(`TypeScript ${version}: choose among ${typescriptVersions.join(", ")}`);
}
const chosen = asked.length > 0 ? asked : typescriptVersions;

const folder = mkdtempSync(join(tmpdir(), "gradiente-types-"));
try {
  const packages = packAll();
  const compilers = chosen.map((version) => `typescript-${version}@npm:typescript@~${version}`);
  install(folder, [...packages.map(({ tarball }) => tarball), ...compilers]);
  // The types of Node are seen by programs below `with-node` alone.
  install(join(folder, "with-node"), ["@types/node@20"]);
  const isCommonJS = ({ manifest }: (typeof packages)[number]) =>
    targetsOf(manifest.exports, "require").length > 0;
  const all = packages.flatMap(({ manifest }) => namesOf(manifest));
  const required = packages.filter(isCommonJS).flatMap(({ manifest }) => namesOf(manifest));
  const programs = ["without-node", "with-node"].flatMap((place) =>
    Object.entries(modes).map(([mode, files]) => {
      const program = join(place, mode);
      mkdirSync(join(folder, program), { recursive: true });
      for (const file of files) {
        const names = file.endsWith(".cts") ? required : all;
        writeFileSync(join(folder, program, file), importing(names) + uses);
      }
      const options = optionsOf(mode, place === "with-node" ? ["node"] : []);
      writeFileSync(
        join(folder, program, "tsconfig.json"),
        JSON.stringify({ compilerOptions: options, files }),
      );
      return program;
    }),
  );
  const failures = await compileAll(
    chosen.flatMap((version) => programs.map((program) => ({ version, program }))),
  );
  console.log(`${chosen.length * programs.length - failures} programs compile, ${failures} do not`);
  if (failures > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install(where: string, packages: readonly string[]): void {
  mkdirSync(where, { recursive: true });
  writeFileSync(join(where, "package.json"), '{ "private": true }\n');
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet, ...packages], { cwd: where, stdio: "inherit" });
}

function importing(names: readonly string[]): string {
  return names
    .map((name, i) => `import * as from${i} from "${name}";\nexport const all${i} = from${i};\n`)
    .join("");
}

function optionsOf(mode: string, types: readonly string[]) {
  return {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    target: "ES2022",
    lib: ["ES2022"],
    types,
    module: mode === "bundler" ? "ESNext" : mode,
    moduleResolution: mode,
  };
}

interface Compilation {
  readonly version: string;
  readonly program: string;
}

/** Compiles on all cores, and tells how many failed. */
async function compileAll(compilations: readonly Compilation[]): Promise<number> {
  const open = [...compilations];
  let failures = 0;
  const work = async () => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const problems = await compile(next);
      console.log(`TypeScript ${next.version}, ${next.program}: ${problems === "" ? "ok" : `\n${problems}`}`);
      if (problems !== "") failures++;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failures;
}

/** What a compiler says of a program: nothing if all is well. */
function compile({ version, program }: Compilation): Promise<string> {
  const compiler = join(folder, `node_modules/typescript-${version}/bin/tsc`);
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, "-p", program], { cwd: folder }, (error, output, problems) =>
      resolve(error === null ? "" : output + problems || error.message),
    );
  });
}
