import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "./project.ts";

test("docs/cost.md says what its script counts", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    join(root, "scripts/cost.ts"),
  ]);
  const page = await readFile(join(root, "docs/cost.md"), "utf8");
  expect(cellsOf(page)).toEqual(cellsOf(stdout));
});

/** Words and figures; how wide the columns of a table are is the formatter's. */
function cellsOf(markdown: string): string[] {
  return markdown.split(/[\s|]+/).filter((cell) => cell !== "" && !/^:?-+:?$/.test(cell));
}
