import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  DatasetFormatError,
  DatasetNotFoundError,
  loadDiabetes,
  loadLifeExpectancy,
  loadStudentPerformance,
  loadTinyShakespeare,
  loadWineQuality,
} from "../src/index.ts";
import { temporaryDirectory, writeFiles } from "./fixtures.ts";

const NAME = "diabetes.tab.txt";
const header = "AGE\tSEX\tBMI\tBP\tS1\tS2\tS3\tS4\tS5\tS6\tY\n";
const line = (row: number): string => `${20 + (row % 60)}\t1\t${row}.5\t4\t5\t6\t7\t8\t9\t10\t${row}\n`;
/** A made-up file of the form of the real one. */
const text = header + Array.from({ length: 442 }, (_, row) => line(row)).join("");
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

async function failure(files: Record<string, Uint8Array>): Promise<DatasetFormatError> {
  const directory = await temporaryDirectory();
  await writeFiles(directory, files);
  const error = await loadDiabetes({ directory }).then(
    () => expect.fail("loaded"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatasetFormatError);
  expect((error as DatasetFormatError).file).toContain(directory);
  return error as DatasetFormatError;
}

describe("a file of one table", () => {
  test("is read as it is, gzipped, with CRLF line ends or with a byte order mark", async () => {
    const directory = await temporaryDirectory();
    for (const content of [
      bytes(text),
      gzipSync(text),
      bytes(text.replaceAll("\n", "\r\n")),
      bytes(`\ufeff${text}`),
    ]) {
      await writeFiles(directory, { [NAME]: content });
      const data = await loadDiabetes({ directory });
      expect(data.size).toBe(442);
      expect(data.y.slice([[0, 3]]).toArray()).toEqual([[0], [1], [2]]);
      expect(data.x.slice([2]).toArray()).toEqual([22, 1, 2.5, 4, 5, 6, 7, 8, 9, 10]);
      expect(data.description.citation).toContain("Least Angle Regression");
    }
  });

  test("which is truncated is told with its line", async () => {
    const error = await failure({ [NAME]: bytes(text.slice(0, 5000)) });
    expect(error.line).toBe(text.slice(0, 5000).split("\n").length);
    expect((await failure({ [NAME]: bytes(text.slice(0, -3)) })).message).toMatch(/line 443: .*truncated/);
  });

  test("with other separators, another header or a wrong cell is told with line and column", async () => {
    expect(await failure({ [NAME]: bytes(text.replaceAll("\t", ",")) })).toMatchObject({
      line: 1,
      column: 1,
    });
    expect(await failure({ [NAME]: bytes(text.replace("BMI", "bmi")) })).toMatchObject({
      line: 1,
      column: 3,
    });
    const wrong = await failure({ [NAME]: bytes(text.replace("\t2.5\t", "\ttwo\t")) });
    expect(wrong).toMatchObject({ line: 4, column: 3 });
    expect(wrong.message).toContain(`${NAME}, line 4, column 3: "two" in the column "BMI" is not a number`);
    expect(await failure({ [NAME]: bytes(text.replace("\t3.5\t", "\t")) })).toMatchObject({
      line: 5,
      column: 11,
    });
  });

  test("which is empty, or a directory, is told", async () => {
    expect(await failure({ [NAME]: new Uint8Array() })).toMatchObject({ line: 1, column: 1 });
    const directory = await temporaryDirectory();
    await mkdir(join(directory, NAME));
    const error = await loadDiabetes({ directory }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatasetFormatError);
    expect((error as Error).message).toMatch(/diabetes.tab.txt: it is a directory, not a file/);
  });

  test("which unpacks to far more than it should is told before it fills the memory", async () => {
    const bomb = gzipSync(new Uint8Array(10_000_000));
    expect((await failure({ [`${NAME}.gz`]: bomb })).message).toMatch(
      /holds more than the \d+ bytes of the original/,
    );
    expect((await failure({ [NAME]: new Uint8Array(60_000).fill(0x31) })).message).toMatch(
      /it has 60000 bytes, more than the 21186 that it may have/,
    );
  });
});

describe("places", () => {
  beforeEach(() => {
    vi.stubEnv("GRADIENTE_DATA", undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test("a set behind a login says where to get the file, and where to put it, and asks no server", async () => {
    const cacheDirectory = await temporaryDirectory();
    const fetch = vi.fn();
    for (const [load, page, folder] of [
      [
        loadLifeExpectancy,
        "https://www.kaggle.com/datasets/kumarajarshi/life-expectancy-who",
        "life-expectancy",
      ],
      [loadStudentPerformance, "https://www.kaggle.com/datasets/nikhil7280/", "student-performance"],
    ] as const) {
      const error = await load({ cacheDirectory, fetch }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatasetNotFoundError);
      const { message } = error as Error;
      expect(message).toContain(page);
      expect(message).toContain(`by hand into a folder "${folder}"`);
      expect(message).toContain("without a login");
      expect(message).toContain(`a folder "${folder}"`);
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  test("GRADIENTE_DATA has one folder a set, and the publisher's file names will do", async () => {
    const root = await temporaryDirectory();
    vi.stubEnv("GRADIENTE_DATA", root);
    await writeFiles(join(root, "diabetes"), { [NAME]: bytes(text) });
    expect((await loadDiabetes()).size).toBe(442);
    const rows = "7,99,Yes,9,1,91.0\n".repeat(10_000);
    const names =
      "Hours Studied,Previous Scores,Extracurricular Activities,Sleep Hours,Sample Question Papers Practiced,Performance Index\n";
    const folder = join(root, "student-performance");
    await writeFiles(folder, { "Student_Performance.csv": bytes(names + rows) });
    expect((await loadStudentPerformance()).size).toBe(10_000);
    await rename(join(folder, "Student_Performance.csv"), join(folder, "student-performance.csv"));
    expect((await loadStudentPerformance()).targetNames).toEqual(["Performance Index"]);
    await rm(folder, { recursive: true });
  });

  test("a download is asked for by the published name, and checked", async () => {
    const cacheDirectory = await temporaryDirectory();
    const asked: string[] = [];
    const fetch = async (url: string): Promise<Response> => {
      asked.push(url);
      return new Response(bytes(text));
    };
    const error = await loadWineQuality({ color: "red", cacheDirectory, fetch }).catch(
      (reason: unknown) => reason,
    );
    expect([...new Set(asked)]).toEqual([
      "https://archive.ics.uci.edu/ml/machine-learning-databases/wine-quality/winequality-red.csv",
    ]);
    expect((error as Error).message).toMatch(/ended after \d+ of 84199 bytes/);
  });

  test("another colour is refused", async () => {
    // @ts-expect-error There is no such table.
    await expect(loadWineQuality({ color: "rose" })).rejects.toThrow(
      /color must be "red" or "white", not "rose"/,
    );
  });

  test("a text that was cut short is told", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, { "input.txt": bytes("First Citizen:\nBefore we") });
    await expect(loadTinyShakespeare({ directory })).rejects.toThrow(
      /input.txt, line 2: the text has 24 characters, not 1115394; is it truncated/,
    );
  });
});
