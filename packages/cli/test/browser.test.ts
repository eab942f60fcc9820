import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { run } from "./run.ts";
import { trainRun } from "./trained-run.ts";

const execute = promisify(execFile);

test("a browser shows all of a run's report, and asks for nothing", async ({ skip }) => {
  const folder = await mkdtemp(join(tmpdir(), "gradiente-report-"));
  try {
    const browser = await execute("chromium", ["--version"]).catch(() => undefined);
    if (browser === undefined) return skip("there is no chromium on the path");
    await trainRun(folder, 3);
    const file = join(folder, "page.html");
    const data = ["-x", join(folder, "test.npz"), "-y", join(folder, "test.npz")];
    const model = fileURLToPath(new URL("./fixtures/pictures.ts", import.meta.url));
    await run("report", join(folder, "run"), "-o", file, "--model", model, ...data);
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
    const args = [...flags, `--user-data-dir=${folder}/profile`, "--dump-dom", pathToFileURL(file).href];
    const { stdout: dom } = await execute("chromium", args, { maxBuffer: 2 ** 26 });
    for (const text of ["<h1>run</h1>", "Predictions", "precision", "Git commit", process.versions.node])
      expect(dom).toContain(text);
    // Curves, the matrix and images are drawn, and not text: the parser has made elements of them.
    expect(dom.match(/<svg /g)).toHaveLength(3);
    // Images are shown: the browser knows their sizes.
    const sizes = "document.title = [...document.images].map((image) => image.naturalWidth).join()";
    const measured = join(folder, "measured.html");
    await writeFile(measured, `${await readFile(file, "utf8")}<script>onload = () => { ${sizes} }</script>`);
    const { stdout: again } = await execute(
      "chromium",
      [...args.slice(0, -1), pathToFileURL(measured).href],
      { maxBuffer: 2 ** 26 },
    );
    expect(again).toContain("<title>4,4,4</title>");
    expect(dom).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 600_000);
