import { UsageError } from "@gradiente/cli/program";
import { NativeUnavailableError, useNative } from "@gradiente/native";

/** What `--native` does. @throws UsageError where there are no compiled kernels. */
export function computeNatively(): void {
  try {
    useNative();
  } catch (error) {
    if (error instanceof NativeUnavailableError) throw new UsageError(`--native: ${error.message}`);
    throw error;
  }
}
