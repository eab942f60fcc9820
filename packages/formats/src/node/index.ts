export {
  type LoadOptions,
  loadTensors,
  loadTfjs,
  openSafetensors,
  type SaveOptions,
  saveTensors,
} from "./files.ts";
