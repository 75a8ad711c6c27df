import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readTestResult, type TestResult } from "../../scripts/gate/vitest-report.ts";

describe("readTestResult()", () => {
  test("counts tests, and tells of each failed one what failed and why", async () => {
    const passed = { fullName: "adds", status: "passed", failureMessages: [] };
    const failed = { fullName: "halves", status: "failed", failureMessages: ["no\n at line 1"] };
    const file = { name: "test/a.test.ts", status: "failed", message: "" };
    const report = { ...file, assertionResults: [passed, failed] };
    expect(await read({ numPassedTests: 1, testResults: [report] })).toEqual({
      passed: 1,
      failed: 1,
      failures: ["test/a.test.ts > halves: no"],
    });
  });

  test("counts a file that failed outside its tests", async () => {
    const file = { name: "test/a.test.ts", status: "failed", message: "Cannot import\nb" };
    const report = { ...file, assertionResults: [] };
    expect(await read({ numPassedTests: 0, testResults: [report] })).toEqual({
      passed: 0,
      failed: 1,
      failures: ["test/a.test.ts > Cannot import"],
    });
  });

  test("knows no result where a report is missing or cut off", async () => {
    expect(await readTestResult("nowhere.json")).toBeUndefined();
    expect(await read(`{"numPassedTests": 3, "testRes`)).toBeUndefined();
  });
});

async function read(report: unknown): Promise<TestResult | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "edgewatch-report-"));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const path = join(folder, "report.json");
  await writeFile(path, typeof report === "string" ? report : JSON.stringify(report));
  return await readTestResult(path);
}
