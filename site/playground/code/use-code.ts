import { onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import { DIGITS, type Drawing, imageOf } from "../shared/drawing.ts";
import { latest } from "../shared/latest.ts";
import { Remote } from "../shared/remote.ts";
import weights from "../weights/code.safetensors?url";
import type { Restored } from "./coder.ts";
import type { CodeHandlers } from "./worker.ts";

/** What is drawn when the page opens. */
const FIRST = 3;

/** The noise of the page. */
export interface Noise {
  /** Its standard deviation. */
  readonly strength: number;
  readonly seed: number;
}

/** The drawing, its nine numbers, what these give, and the drawing with noise. */
export function useCode() {
  const drawing = shallowRef<Drawing>(DIGITS[FIRST]);
  const image = shallowRef(imageOf(DIGITS[FIRST]));
  const code = shallowRef<readonly number[]>([]);
  const made = shallowRef<Float32Array>();
  const noise = shallowRef<Noise>({ strength: 0.3, seed: 0 });
  const restored = shallowRef<Restored>();
  const problem = ref("");
  let remote: Remote<CodeHandlers> | undefined;

  const tell = (error: unknown) => {
    problem.value = (error as Error).message;
  };

  const decode = latest(async (asked: readonly number[]) => {
    made.value = await remote?.call("decode", asked);
  });

  const encode = latest(async (asked: Float32Array) => {
    const found = await remote?.call("encode", asked);
    if (found === undefined) return;
    code.value = found;
    await decode(found);
  });

  const restore = latest(async (asked: Float32Array) => {
    restored.value = await remote?.call("restore", { image: asked, ...noise.value });
  });

  function look(): void {
    encode(image.value).catch(tell);
    restore(image.value).catch(tell);
  }

  /** Another drawing. */
  function draw(next: Drawing): void {
    drawing.value = next;
    image.value = imageOf(next);
    look();
  }

  /** One of the nine numbers is moved. */
  function move(place: number, value: number): void {
    code.value = code.value.with(place, value);
    decode(code.value).catch(tell);
  }

  /** All nine numbers are as they are on average. */
  function centre(): void {
    code.value = code.value.map(() => 0);
    decode(code.value).catch(tell);
  }

  function setNoise(next: Noise): void {
    noise.value = next;
    restore(image.value).catch(tell);
  }

  onMounted(() => {
    remote = new Remote(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
    remote.call("load", new URL(weights, location.href).href).catch(tell);
    look();
  });
  onBeforeUnmount(() => remote?.close());

  return { drawing, image, code, made, noise, restored, problem, draw, move, centre, setNoise };
}
