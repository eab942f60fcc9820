// Preloaded by tests of a disk that is full: writing to a file fails as it does there.
import { open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const probe = join(tmpdir(), `gradiente-full-disk-${process.pid}`);
const handle = await open(probe, "w");
await handle.close();
await unlink(probe);
Object.getPrototypeOf(handle).write = async () => {
  throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    syscall: "write",
  });
};
