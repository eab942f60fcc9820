export { loadTensors, loadTfjs, openSafetensors, type SaveOptions, saveTensors } from "./files.ts";
