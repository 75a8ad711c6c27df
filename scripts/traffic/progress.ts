import type { LoadResult } from "./load.ts";

const barWidth = 30;
const barIntervalMs = 100;
const lineIntervalMs = 2_000;

/** Where progress is shown: the part of a terminal stream that is used. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Returns a function that shows how far the load is: a bar on a terminal, a line now and then elsewhere. */
export function showProgress(
  requests: number,
  output: ProgressOutput,
): (result: LoadResult) => void {
  const startMs = performance.now();
  const isTerminal = output.isTTY === true;
  let shownMs = startMs;
  return (result) => {
    const failed = result.unanswered.total;
    const done = result.durationsMs.length + failed;
    const nowMs = performance.now();
    const isLast = done === requests;
    if (!isLast && nowMs - shownMs < (isTerminal ? barIntervalMs : lineIntervalMs)) return;
    shownMs = nowMs;
    const text = progressText(done, requests, failed, nowMs - startMs);
    output.write(
      isTerminal ? `\r${bar(done / requests)} ${text}${isLast ? "\n" : "  "}` : `${text}\n`,
    );
  };
}

function progressText(done: number, requests: number, failed: number, elapsedMs: number): string {
  const rate = Math.round((done * 1_000) / Math.max(elapsedMs, 1));
  const failures = failed === 0 ? "" : `, ${failed} without an answer`;
  return `${done} of ${requests} requests, ${rate} a second${failures}`;
}

function bar(share: number): string {
  const full = Math.round(share * barWidth);
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}]`;
}
