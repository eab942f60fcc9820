import { JsonError, parseJson } from "@gradiente/core/arguments";
import { SavedDataError, type SavedPlace } from "@gradiente/datasets";

/** Deeper data would use up the stack of whoever walks through them, `JSON.stringify` for instance. */
const DEEPEST = 1000;

/**
 * Reads JSON of a file.
 *
 * @throws SavedDataError if it is not valid, nests too deep, or has a key twice in an object: `JSON.parse` would keep the
 * last one silently.
 */
export function parseSavedJson(text: string, place: SavedPlace): unknown {
  try {
    parseJson(text, DEEPEST);
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    throw new SavedDataError(place, `must be sound JSON (${cause.message.slice(0, 100)})`, [], { cause });
  }
  return JSON.parse(text);
}
