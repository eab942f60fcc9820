import { environment as environmentOf } from "@gradiente/train/node";

/** On what a run was made, by name. */
export async function environment(): Promise<Readonly<Record<string, string>>> {
  const { commit, isChanged, node, platform, processor, backend, threads } = await environmentOf();
  return {
    commit:
      commit === null
        ? "not known: there is no git here, or no checkout"
        : `${commit}${isChanged ? ", with changes" : ""}`,
    Node: `v${node}`,
    machine: `${platform}, ${processor}`,
    backend,
    threads: String(threads),
  };
}
