import { formatTable } from "../scripts/traffic/table.ts";
import type { Missing } from "./contenders/contender.ts";
import { aimOverGlue, bareAgain, glue, ours, rivals } from "./contenders/names.ts";
import type { Operation } from "./operations.ts";
import type { StoreFigure } from "./stores.ts";
import type { Summary } from "./summary.ts";

const numbers = new Set([
  "µs",
  "added µs",
  "min..max",
  "× bare",
  "lines",
  "characters",
  "min ns",
  "median ns",
]);

/** The table of one runtime, what it says about the aims, and what could not be measured. */
export function formatRequests(
  runtime: string,
  isAlone: boolean,
  summaries: readonly Summary[],
  missing: readonly Missing[],
): string {
  const header = [
    "contender",
    "µs",
    "added µs",
    "min..max",
    "× bare",
    "lines",
    "characters",
    "X-Request-ID",
  ];
  const rows = summaries.map((summary) => [
    summary.name,
    summary.wholeUs.toFixed(2),
    ...(summary.name === summary.over
      ? ["", "", ""]
      : [
          summary.addedUs.toFixed(2),
          `${summary.minAddedUs.toFixed(2)}..${summary.maxAddedUs.toFixed(2)}`,
          summary.ratio.toFixed(2),
        ]),
    String(summary.linesPerRequest),
    summary.charactersPerRequest.toFixed(0),
    summary.hasRequestId ? "yes" : "",
  ]);
  return [
    `\n${runtime}: a whole request, ${isAlone ? "each contender in a process of its own" : "all contenders in one process"}\n`,
    formatTable(header, rows, numbers),
    "",
    ...aims(summaries),
    ...missing.map(({ name, reason }) => `  MISSING  ${name}: ${reason}`),
  ].join("\n");
}

function aims(summaries: readonly Summary[]): string[] {
  const added = new Map(summaries.map(({ name, addedUs }) => [name, addedUs]));
  const cost = added.get(ours);
  if (cost === undefined) return [];
  const lines = rivals.map((name) => verdict(name, cost, added.get(name), 1));
  const error = added.get(bareAgain);
  return [
    ...lines,
    verdict(glue, cost, added.get(glue), aimOverGlue),
    ...(error === undefined ? [] : [`  error    bare over bare: ${error.toFixed(2)} µs`]),
  ];
}

function verdict(name: string, cost: number, peer: number | undefined, limit: number): string {
  if (peer === undefined) return `  unknown  ${ours} ≤ ${limit} × ${name}: it was not measured`;
  const ratio = cost / peer;
  return `  ${ratio <= limit ? "met    " : "MISSED "}  ${ours} ≤ ${limit} × ${name}: ${ratio.toFixed(2)}`;
}

export function formatOperations(runtime: string, operations: readonly Operation[]): string {
  const rows = operations.map(({ name, minNs, medianNs }) => [
    name,
    minNs.toFixed(1),
    medianNs.toFixed(1),
  ]);
  return [
    `\n${runtime}: single operations\n`,
    formatTable(["operation", "min ns", "median ns"], rows, numbers),
  ].join("\n");
}

/** Figures of stores beside their aims, which were set on a machine of its own speed: read them with a grain of salt. */
export function formatStores(runtime: string, figures: readonly StoreFigure[]): string {
  const rows = figures.map(({ name, value, unit, aim, isRate }) => {
    const isMet = isRate ? value >= aim : value <= aim;
    const verdictText = isMet ? "met" : "MISSED";
    return [
      name,
      value.toFixed(value < 100 ? 2 : 0),
      unit,
      `${isRate ? "≥" : "≤"} ${aim}`,
      verdictText,
    ];
  });
  const table = formatTable(["store", "value", "unit", "aim", ""], rows, new Set(["value", "aim"]));
  return `\n${runtime}: stores\n\n${table}`;
}
