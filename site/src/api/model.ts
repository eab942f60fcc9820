import { fileURLToPath } from "node:url";
import { Application, LogLevel, type ProjectReflection, ReflectionKind } from "typedoc";
import { folderOf, published, readManifest, targetsOf } from "../../../tooling/packages/manifest.ts";
import { root, sourceAddress } from "../places.ts";

/** What a program can import, and the source behind it. */
export interface Entry {
  /** As programs import it: `@gradiente/train/node`. */
  readonly name: string;
  /** The folder of its package: `train`. */
  readonly folder: string;
  /** From the root of the repository. */
  readonly source: string;
}

/** All packages and their sub-paths. What bundlers for browsers get instead has the same names, or fewer. */
export const entries: readonly Entry[] = published.flatMap((folder) => {
  const { name, exports } = readManifest(folderOf(folder));
  return Object.entries(exports).flatMap(([path, target]) => {
    const [source] = targetsOf(target, "@gradiente/source").slice(-1);
    if (typeof source !== "string") return [];
    return [{ name: name + path.slice(1), folder, source: `packages/${folder}/${source.slice(2)}` }];
  });
});

/**
 * Everything public, as TypeDoc reads it from the sources: a module for each entry, in their order.
 *
 * @throws Error if the sources cannot be read.
 */
export async function readModel(): Promise<ProjectReflection> {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries.map(({ source }) => root + source),
    // Options may be of types that are not exported; their members are shown where they are used.
    plugin: [fileURLToPath(import.meta.resolve("typedoc-plugin-missing-exports"))],
    tsconfig: `${root}tsconfig.json`,
    basePath: root,
    disableGit: true,
    gitRevision: "main",
    sourceLinkTemplate: sourceAddress("{path}", 0).replace("#L0", "#L{line}"),
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    readme: "none",
    sort: ["source-order"],
    // `pnpm typecheck` has done it.
    skipErrorChecking: true,
    logLevel: LogLevel.Error,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc cannot read the sources");
  markParameters(project);
  nameModules(project);
  return project;
}

/** A module that is part of a type, `typeof methods`, has its path for a name. */
function nameModules(project: ProjectReflection): void {
  for (const module of project.getReflectionsByKind(ReflectionKind.Namespace)) {
    module.name = module.name.replace(/^.*\//, "");
  }
}

/** In the type of a function, TypeDoc prints `(...xs: T[]) => U` and `(x?: T) => U` as if all were plain. */
function markParameters(project: ProjectReflection): void {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (!parameter.parent?.parent?.kindOf(ReflectionKind.TypeLiteral)) continue;
    if (parameter.flags.isRest) parameter.name = `...${parameter.name}`;
    if (parameter.flags.isOptional) parameter.name = `${parameter.name}?`;
  }
}
