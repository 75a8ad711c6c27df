import { readFile } from "node:fs/promises";
import { relative } from "node:path";

export interface TestResult {
  readonly passed: number;
  readonly failed: number;
  /** What failed and the first line of why. */
  readonly failures: readonly string[];
}

/** What Vitest's JSON reporter writes, as far as it is read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

/** Reads what one Vitest run found; undefined where it broke off without a report. */
export async function readTestResult(path: string): Promise<TestResult | undefined> {
  const report = await readReport(path);
  if (report === undefined) return undefined;
  const failures = report.testResults.flatMap(findFailures);
  return { passed: report.numPassedTests, failed: failures.length, failures };
}

function findFailures(file: TestFile): string[] {
  const failures = file.assertionResults
    .filter(({ status }) => status === "failed")
    .map(({ fullName, failureMessages: [message = ""] }) => `${fullName}: ${firstLine(message)}`);
  // A file also fails at import, in a hook or by a crash.
  if (failures.length === 0 && file.status === "failed") failures.push(firstLine(file.message));
  return failures.map((failure) => `${relative("", file.name)} > ${failure}`);
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

async function readReport(path: string): Promise<VitestReport | undefined> {
  try {
    const report: VitestReport = JSON.parse(await readFile(path, "utf8"));
    return report;
  } catch {
    return undefined;
  }
}
