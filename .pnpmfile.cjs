/* What a manifest says in this repository alone, and otherwise once it is published. */

const SOURCE = "@gradiente/source";

/** Exports without the condition under which this repository reads sources. */
function published(target) {
  if (typeof target === "string") return target;
  const conditions = Object.entries(target).filter(([condition]) => condition !== SOURCE);
  return Object.fromEntries(conditions.map(([condition, inner]) => [condition, published(inner)]));
}

function beforePacking(manifest) {
  // All packages have one version, and before 1.0 a minor version may break: `^0.3.0` takes 0.3.x. Here stands "0.x",
  // since changesets would make a major version of every package whose peers leave their range.
  const [major, minor] = manifest.version.split(".");
  const range = major === "0" ? `^0.${minor}.0` : `^${major}.0.0`;
  const peers = Object.entries(manifest.peerDependencies ?? {});
  return {
    ...manifest,
    exports: published(manifest.exports),
    ...(peers.length === 0
      ? {}
      : {
          peerDependencies: Object.fromEntries(
            peers.map(([name, written]) => [name, name.startsWith("@gradiente/") ? range : written]),
          ),
        }),
  };
}

module.exports = { hooks: { beforePacking } };
