/** What is wrong with a file, of an error that names it: the message without the name. */
export function problemOf(error: unknown): string {
  const { problem, message } = (error ?? {}) as { readonly problem?: unknown; readonly message?: unknown };
  return typeof problem === "string" ? problem : typeof message === "string" ? message : String(error);
}
