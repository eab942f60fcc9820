import { join } from "node:path";
import type { Tensor } from "@gradiente/core";
import { parseCsv, Table } from "@gradiente/datasets";
import { readRegularFile, writeFileAtomically } from "@gradiente/files";
import type { Module } from "@gradiente/nn";

/*
 * Weights as CSV: a file for each matrix or vector, named as in the state of the model, such as `0.weight.csv`. A line is
 * a row of the matrix; the header numbers its columns. A vector is one row.
 */

/** The columns of a tensor's file: those of a matrix, or the elements of a vector. */
function columnsOf(value: Tensor): string[] {
  return Array.from({ length: value.shape[value.ndim - 1] }, (_, column) => String(column));
}

/** Writes the state of a model into a folder, which is made. */
export async function writeWeights(folder: string, model: Module): Promise<void> {
  for (const [name, value] of model.stateDict()) {
    const columns = columnsOf(value);
    const file = join(folder, `${name}.csv`);
    await writeFileAtomically(file, Table.fromTensor(value.reshape([-1, columns.length]), columns).toCSV());
  }
}

/**
 * Reads what {@link writeWeights} wrote into a model of the same layers.
 *
 * @throws DatasetFormatError for a file with another number of rows or columns, or with something else than numbers.
 * @throws FileError if a file is missing.
 */
export async function readWeights(folder: string, model: Module): Promise<void> {
  const state = new Map<string, Tensor>();
  for (const [name, value] of model.stateDict()) {
    const file = join(folder, `${name}.csv`);
    const columns = columnsOf(value).map((column) => [column, "numeric"] as const);
    const rows = value.size / columns.length;
    const table = parseCsv(await readRegularFile(file), file, { columns, rows });
    state.set(name, table.toTensor().reshape([...value.shape]));
  }
  model.loadStateDict(state);
}
