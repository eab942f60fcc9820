import { renderPng } from "./node/png.ts";
import { save } from "./node/save.ts";
import { usePlatform } from "./platform.ts";

export * from "./browser.ts";

usePlatform({ renderPng, save });
