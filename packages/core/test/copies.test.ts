import { expect, it } from "vitest";
import { PackageCopy } from "../src/copies.ts";

/* Objects of one copy of a package that get to another: what happens in packages is in tooling/test/copies.test.ts. */

function copy(version: string, format: string) {
  class Thing {}
  const made = new PackageCopy("@gradiente/example", { version, format });
  made.mark(Thing);
  return { made, Thing, thing: new Thing() };
}

it("says how two copies were loaded, why there are two, and the way out", () => {
  const own = copy("1.2.3", "esm");
  const other = (version: string, format: string) => copy(version, format).thing;
  const check = (value: unknown) => () => own.made.check("fit", value);
  expect(check(other("1.3.0", "esm"))).toThrow(
    new TypeError(
      "fit: this Thing is from another copy of @gradiente/example: there are version 1.2.3 as esm and version 1.3.0 as esm; " +
        "two versions are installed: ask for one everywhere; `npm ls @gradiente/example` shows who asks",
    ),
  );
  expect(check(other("1.2.3", "cjs"))).toThrow(
    /there are version 1\.2\.3 as esm and version 1\.2\.3 as cjs; one was loaded by import and one by require/,
  );
  expect(check(other("1.2.3", "esm"))).toThrow(/; one file was loaded twice: it is installed twice/);
  expect(check(other("", "sources"))).toThrow(
    /there are version 1\.2\.3 as esm and its sources; two versions/,
  );
});

it("lets its own objects pass, and those of other packages", () => {
  const own = copy("1.2.3", "esm");
  class Stranger {}
  new PackageCopy("@gradiente/stranger", { version: "9", format: "cjs" }).mark(Stranger);
  for (const value of [own.thing, new Stranger(), {}, null, undefined, 3, "text", () => 1])
    expect(() => own.made.check("fit", value)).not.toThrow();
  expect(PackageCopy.of(own.Thing)).toBe(own.made);
});

it("is found for a value of any package", () => {
  const { thing } = copy("1.0.0", "esm");
  const newer = copy("2.0.0", "esm");
  expect(() => PackageCopy.check("fit", thing)).toThrow(
    /there are version 2\.0\.0 as esm and version 1\.0\.0 as esm/,
  );
  expect(() => PackageCopy.check("fit", newer.thing)).not.toThrow();
  expect(() => PackageCopy.check("fit", { thing })).not.toThrow();
});
