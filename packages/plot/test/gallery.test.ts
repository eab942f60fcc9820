import { describe, expect, it } from "vitest";
import { gallery } from "./gallery.ts";

const folder = new URL("../../../docs/figures/plot/", import.meta.url).pathname;

// After a change that is meant: `vitest run packages/plot -u`, and look at the figures.
describe("the figures of docs/plotting.md", () => {
  for (const [name, draw] of Object.entries(gallery)) {
    it(`are what the code draws: ${name}`, async () => {
      await expect(draw().toSVG()).toMatchFileSnapshot(`${folder}${name}.svg`);
    });
  }
});
