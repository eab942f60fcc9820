import type { Block } from "@gradiente/plot";
import type { TensorBoardImage } from "@gradiente/train/node";

/** The names of images that are shown, and how many steps of each. */
const [MOST_NAMES, MOST_STEPS] = [12, 8];

/** The images that a training has written for TensorBoard: those of each name over its steps. */
export function imagesBlocks(images: readonly TensorBoardImage[]): Block[] {
  if (images.length === 0) return [];
  const byName = new Map<string, TensorBoardImage[]>();
  for (const image of images) byName.set(image.name, [...(byName.get(image.name) ?? []), image]);
  const shown = [...byName].slice(0, MOST_NAMES);
  const blocks = shown.flatMap(([name, all]): Block[] => {
    const some = spread(all, MOST_STEPS);
    const part = some.length < all.length ? `: ${some.length} of ${all.length} steps` : "";
    return [`${name}${part}`, { images: some.map(({ png, step }) => ({ png, caption: `step ${step}` })) }];
  });
  const left = byName.size - shown.length;
  const more = left > 0 ? [`TensorBoard has ${left} more names of images.`] : [];
  return [{ heading: "Images" }, ...blocks, ...more];
}

/** Some of a list, with the first and the last one, at even distances. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, n) => all[Math.round((n * (all.length - 1)) / (most - 1))]);
}
