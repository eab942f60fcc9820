import { parentPort } from "node:worker_threads";
import { setBackend } from "@gradiente/core";
import { decodeFile } from "./decode-file.ts";
import type { DecodeAnswer, DecodeRequest } from "./messages.ts";
import { problemOf } from "./problem.ts";

/* The program of a decoding thread: one image after another. */

// Nothing is computed with tensors here, and a thread must not start threads of its own.
setBackend("reference");

parentPort?.on("message", async ({ id, path, settings }: DecodeRequest) => {
  let answer: DecodeAnswer;
  try {
    answer = { id, image: await decodeFile(path, settings) };
  } catch (error) {
    answer = { id, file: path, problem: problemOf(error) };
  }
  parentPort?.postMessage(answer, "image" in answer ? [answer.image.planes.buffer] : []);
});
