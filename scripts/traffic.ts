/**
 * Sends realistic traffic to the orders example and tells what it sent, so that it can be compared with what was
 * counted: `npm run traffic -- --requests 10000 --rate 200`.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";
import { sendLoad, type LoadResult } from "./traffic/load.ts";
import { readOptions, usageText, type TrafficOptions } from "./traffic/options.ts";
import { showProgress } from "./traffic/progress.ts";
import { formatRows, formatSummary, summarize } from "./traffic/summary.ts";
import type { Tally } from "./traffic/tally.ts";
import { UsageReader } from "./traffic/usage.ts";

const minuteMs = 60_000;
/** Five times the example's window. */
const countDeadlineMs = 5_000;

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});

async function main(): Promise<number> {
  const options = optionsOrHelp();
  if (options === undefined) return 2;
  const token = process.env["EDGEWATCH_TOKEN"];
  const usage = token ? new UsageReader(options.url, token, wholeMinute(Date.now())) : undefined;
  const before = await usage?.read();

  const startMs = performance.now();
  const result = await sendLoad({
    ...options,
    onProgress: showProgress(options.requests, process.stderr),
  });
  const summary = summarize(result, (performance.now() - startMs) / 1_000);
  console.log(formatSummary(summary));
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify(summary, undefined, 2)}\n`);
  }
  const failed = result.unanswered.total;
  if (failed > 0) tellFailures(result, failed);
  if (usage === undefined || before === undefined) {
    console.log("Set EDGEWATCH_TOKEN to compare this with what was counted.");
    return failed > 0 ? 1 : 0;
  }
  const counted = await usage.readUntil(result.answers.total, before, countDeadlineMs);
  const isEqual = compare(result.answers, counted);
  return isEqual && failed === 0 ? 0 : 1;
}

function optionsOrHelp(): TrafficOptions | undefined {
  try {
    return readOptions(process.argv.slice(2), process.env["PORT"]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`\n${usageText}`);
    return undefined;
  }
}

function tellFailures({ lastFailure, sent, gaveUp }: LoadResult, failed: number): void {
  console.error(
    `${failed} requests got no answer (${lastFailure}); they may or may not have been counted.`,
  );
  if (gaveUp) console.error(`Gave up after ${sent} requests: too many failed one after another.`);
}

function compare(sent: Tally, counted: Tally): boolean {
  const differences = counted.minus(sent).rows();
  if (differences.length === 0) {
    console.log(`counted == sent: ${counted.total} requests, the same by route, method and status`);
    return true;
  }
  console.log(
    `counted != sent: ${counted.total} counted, ${sent.total} sent. Counted too many (or too few):\n`,
  );
  console.log(formatRows(differences));
  return false;
}

function wholeMinute(timeMs: number): number {
  return Math.floor(timeMs / minuteMs) * minuteMs;
}
