import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const directory = fileURLToPath(new URL("../python", import.meta.url));

/** One thread for whichever BLAS there is, and no files written beside the sources. */
const env = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  BLIS_NUM_THREADS: "1",
  PYTHONDONTWRITEBYTECODE: "1",
};

interface Python {
  readonly program: string;
  readonly numpy: string | null;
  readonly torch: string | null;
  /** Of NumPy's matrix product: Pythons differ in the BLAS that they come with. */
  readonly gflops: number;
}

/** GRADIENTE_PYTHON, or every `python3` on the path. */
async function programs(): Promise<string[]> {
  if (process.env.GRADIENTE_PYTHON) return [process.env.GRADIENTE_PYTHON];
  const found: string[] = [];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const program = join(folder, "python3");
    const exists = await access(program).then(
      () => true,
      () => false,
    );
    if (exists) found.push(program);
  }
  return found;
}

async function probe(program: string): Promise<Python[]> {
  try {
    const { stdout } = await promisify(execFile)(program, [join(directory, "probe.py")], {
      env: { ...process.env, ...env },
    });
    return [{ program, ...(JSON.parse(stdout) as Omit<Python, "program">) }];
  } catch {
    return []; // Not a Python that runs.
  }
}

/** One after another, so that they do not slow each other. */
async function pythons(): Promise<Python[]> {
  const found: Python[] = [];
  for (const program of await programs()) found.push(...(await probe(program)));
  return found.sort((a, b) => b.gflops - a.gflops);
}

/** The command of a Python contender, on the Python with the fastest BLAS that has the library. */
export async function pythonCommands() {
  const found = await pythons();
  return (library: "numpy" | "torch") => {
    const python = found.find((candidate) => candidate[library] !== null);
    if (python === undefined) return undefined;
    return { program: python.program, args: [join(directory, "serve.py"), library], env };
  };
}
