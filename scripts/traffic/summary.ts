import type { LoadResult } from "./load.ts";
import { formatTable } from "./table.ts";
import type { TallyRow } from "./tally.ts";

/** What a run sent and got, as the client saw it. */
export interface Summary {
  readonly requests: number;
  readonly failed: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly rows: readonly TallyRow[];
}

export function summarize(result: LoadResult, seconds: number): Summary {
  const { answers, unanswered, durationsMs } = result;
  const failed = unanswered.total;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  return {
    requests: sorted.length + failed,
    failed,
    seconds: rounded(seconds),
    requestsPerSecond: rounded((sorted.length + failed) / seconds),
    latencyMs: {
      p50: quantile(sorted, 0.5),
      p95: quantile(sorted, 0.95),
      p99: quantile(sorted, 0.99),
    },
    rows: [...answers.rows(), ...unanswered.rows()],
  };
}

export function formatSummary(summary: Summary): string {
  const { requests, failed, seconds, requestsPerSecond, latencyMs, rows } = summary;
  const self = rows.filter((row) => row.route === "/warehouse/:sku");
  const inner = self.reduce((sum, row) => sum + row.requests, 0);
  return `
${formatRows(rows)}

  ${requests} requests in ${seconds} s (${requestsPerSecond} a second), ${failed} without an answer
  ${inner} more that the server sent itself: each /inventory/:sku asks /warehouse/:sku
  latency p50 ${latencyMs.p50} ms, p95 ${latencyMs.p95} ms, p99 ${latencyMs.p99} ms
`;
}

/** A table of requests by route, method and status. */
export function formatRows(rows: readonly TallyRow[]): string {
  return formatTable(
    ["route", "method", "status", "requests"],
    rows.map(({ route, method, status, requests }) => [route, method, status, String(requests)]),
    new Set(["requests"]),
  );
}

function quantile(sorted: readonly number[], share: number): number {
  return rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
