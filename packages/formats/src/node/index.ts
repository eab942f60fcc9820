export { loadTensors, loadTfjs, openSafetensors, type SaveOptions, saveTensors } from "./files.ts";
export { loadImage, type SaveImageOptions, saveImage } from "./images.ts";
export { loadParquet, saveParquet } from "./tables.ts";
