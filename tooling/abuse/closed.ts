/** What a call gives; a file that it has opened is closed, since nobody else does. */
export async function closed(result: unknown): Promise<unknown> {
  const given = await result;
  const { read, close } = (given ?? {}) as { readonly read?: unknown; close?(): Promise<void> };
  if (typeof read === "function" && typeof close === "function")
    await (given as { close(): Promise<void> }).close();
  return given;
}
