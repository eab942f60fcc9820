import { onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import { type Drawing, imageOf } from "../shared/drawing.ts";
import { latest } from "../shared/latest.ts";
import { Remote } from "../shared/remote.ts";
import weights from "../weights/digit.safetensors?url";
import type { Answer } from "./recognizer.ts";
import type { DigitHandlers } from "./worker.ts";

/** The drawing of the page, and what the network says about it while it grows. */
export function useDigit() {
  const drawing = shallowRef<Drawing>([]);
  const image = shallowRef(imageOf([]));
  const answer = shallowRef<Answer>();
  const problem = ref("");
  let remote: Remote<DigitHandlers> | undefined;

  const tell = (error: unknown) => {
    problem.value = (error as Error).message;
  };

  const look = latest(async (asked: Float32Array) => {
    const found = await remote?.call("look", asked);
    // The pad may have been cleared.
    if (drawing.value.length > 0) answer.value = found;
  });

  function change(next: Drawing): void {
    drawing.value = next;
    image.value = imageOf(next);
    if (next.length === 0) answer.value = undefined;
    else look(image.value).catch(tell);
  }

  onMounted(() => {
    remote = new Remote(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
    remote.call("load", new URL(weights, location.href).href).catch(tell);
  });
  onBeforeUnmount(() => remote?.close());

  return { drawing, image, answer, problem, change };
}
