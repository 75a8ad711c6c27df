import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  findDoubleCasts,
  findForbiddenImports,
  findModuleState,
  findUnranked,
  type SourceFile,
} from "./architecture.ts";

const maxLines = 250;
const src = join(import.meta.dirname, "../../src");
const files = await readSources();

describe("src/", () => {
  test("is read at all", () => {
    expect(files.length).toBeGreaterThan(30);
  });

  test("imports go to a lower rank or stay in their folder", () => {
    expect(findForbiddenImports(files)).toEqual([]);
  });

  test("every file belongs to a ranked part", () => {
    expect(findUnranked(files)).toEqual([]);
  });

  test(`no file is longer than ${maxLines} lines`, () => {
    const long = files.filter(({ text }) => text.split("\n").length - 1 > maxLines);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test("only worker.ts has a default export", () => {
    const byDefault = files.filter(({ text }) => /^export default\b|\bas default\b/m.test(text));
    expect(byDefault.map(({ path }) => path)).toEqual(["worker.ts"]);
  });

  test("no value is forced into a type", () => {
    expect(findDoubleCasts(files)).toEqual([]);
  });

  test("no state lives at module scope", () => {
    expect(findModuleState(files)).toEqual([]);
  });
});

describe("findForbiddenImports()", () => {
  test.for([
    ["core/a.ts", `import { b } from "../log/b.ts";`],
    ["log/a.ts", `import type { B } from "../metrics/b.ts";`],
    ["store/a.ts", `export * from "../query/b.ts";`],
    ["query/a.ts", `const b = await import("../serve/b.ts");`],
    ["serve/a.ts", `import {\n  b,\n} from "../edgewatch.ts";`],
    ["edgewatch.ts", `import "./index.ts";`],
    ["core/a.ts", `import { b } from "../unknown/b.ts";`],
  ] as const)("reports %s with %j", ([path, text]) => {
    expect(findForbiddenImports([{ path, text }])).toHaveLength(1);
  });

  test.for([
    ["log/a.ts", `import { b } from "../core/b.ts";`],
    ["log/a.ts", `import { b } from "./b.ts";`],
    ["serve/a.ts", `import { b } from "../metrics/b.ts";`],
    ["edgewatch.ts", `import { b } from "./serve/b.ts";`],
    ["worker.ts", `export { b } from "./workers.ts";`],
    ["core/a.ts", `import { b } from "node:fs";`],
  ] as const)("allows %s with %j", ([path, text]) => {
    expect(findForbiddenImports([{ path, text }])).toEqual([]);
  });
});

test("findUnranked() reports a new folder and a new root file", () => {
  const paths = ["core/a.ts", "attic/a.ts", "index.ts", "helpers.ts"];
  const reported = findUnranked(paths.map((path) => ({ path, text: "" })));
  expect(reported).toEqual(["attic/a.ts", "helpers.ts"]);
});

test("findDoubleCasts() reports a cast by way of unknown", () => {
  const casts = [
    "const a = b as unknown as C;",
    "const a = b as C;",
    "const a = b as\n  unknown as C;",
  ];
  const reported = findDoubleCasts(casts.map((text, index) => ({ path: `${index}.ts`, text })));
  expect(reported).toEqual(["0.ts", "2.ts"]);
});

test("findModuleState() reports what can change and nothing else", () => {
  const state = [
    "let count = 0;",
    "export let count = 0;",
    "const seen = new Map();",
    "const seen: Map<string, number> = new Map<string, number>();",
    "const list: string[] = [];",
  ];
  const constants = [
    `const names = new Set(["a"]);`,
    "const limit = 3;",
    "export const levels = [1, 2] as const;",
    "  let inside = 1;",
  ];
  const reported = findModuleState([{ path: "a.ts", text: [...state, ...constants].join("\n") }]);
  expect(reported).toEqual(state.map((line) => `a.ts: ${line}`));
});

async function readSources(): Promise<SourceFile[]> {
  const paths = await readdir(src, { recursive: true });
  return await Promise.all(
    paths
      .filter((path) => path.endsWith(".ts") || path.endsWith(".tsx"))
      .map(async (path) => ({
        path: path.replaceAll("\\", "/"),
        text: await readFile(join(src, path), "utf8"),
      })),
  );
}
