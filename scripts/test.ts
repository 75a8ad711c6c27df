/**
 * The gate: `npm test` runs all of it, `npm run ok` its quick part. Every step runs, also after one that failed;
 * the last line is always `N passed, N failed`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Outcome, runStep } from "./gate/run-step.ts";
import { fastSteps, firstSteps, slowSteps, type Step } from "./gate/steps.ts";

const maxLines = 60;

async function main(): Promise<void> {
  const quickly = process.argv.includes("quick");
  const folder = await mkdtemp(join(tmpdir(), "edgewatch-gate-"));
  let passed = 0;
  let failed = 0;

  async function runAll(some: readonly Step[]): Promise<void> {
    for (const step of some) {
      if (quickly && !step.quick) continue;
      const outcome = await runStep(step, folder);
      passed += outcome.passed;
      failed += outcome.failed;
      print(step, outcome);
    }
  }

  await runAll(firstSteps);
  await Promise.all([runAll(fastSteps), runAll(slowSteps)]);
  if (failed === 0) await rm(folder, { recursive: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function print(step: Step, outcome: Outcome): void {
  const { passed, failed } = outcome;
  const tests = step.vitest ? `  ${passed} passed, ${failed} failed` : "";
  const seconds = `${outcome.seconds.toFixed(1)} s`.padStart(8);
  console.log(`${failed === 0 ? "ok    " : "FAILED"} ${seconds}  ${step.script}${tests}`);
  const lines = failed === 0 ? findShown(step, outcome) : findReasons(outcome);
  for (const line of lines) console.log(`        ${line}`.trimEnd());
}

function findShown({ shows }: Step, { output }: Outcome): readonly string[] {
  return shows === undefined ? [] : (output.match(shows) ?? []);
}

function findReasons({ failures, output, outputPath }: Outcome): readonly string[] {
  const lines = failures.length > 0 ? failures : output.trimEnd().split("\n");
  const shown = failures.length > 0 ? lines.slice(0, maxLines) : lines.slice(-maxLines);
  return [...shown, `all of it: ${outputPath}`];
}

// Leaving by Ctrl-C stops the step that runs: it listens to `exit`.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

await main();
