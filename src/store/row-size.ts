import type { FrameMerger } from "./frame-merger.ts";
import type { Ledger } from "./row.ts";

/** Series that a row holds at the most, of all sources. */
const maxSeries = 4_000;
/** Metrics that a row holds at the most, of all sources. */
const maxMetrics = 2_000;
/** A row of a Durable Object may have 2 MB. */
const maxBytes = 1_900_000;
/** Groups of failures that keep their samples where there is little room. */
const maxSampled = 20;
/** UTF-8 takes no more than this for one UTF-16 unit. */
const maxBytesPerUnit = 3;

/** Writes a row as `parseRow` reads it, with as few names given up as it takes to store it anywhere. */
export function formatBoundedRow(merger: FrameMerger, sources: Ledger | undefined): string {
  let text = "";
  for (let series = maxSeries; series >= 1; series /= 2) {
    merger.bound(series);
    merger.boundMetrics((series * maxMetrics) / maxSeries);
    text = formatMerged(merger, sources);
    if (fits(text)) break;
    merger.boundSamples(series < maxSeries ? 0 : maxSampled);
  }
  return text;
}

function formatMerged(merger: FrameMerger, sources: Ledger | undefined): string {
  const first = sources === undefined ? "" : `"sources":${JSON.stringify(sources)},`;
  return `{${first}${merger.toMembersText()}}`;
}

function fits(text: string): boolean {
  if (text.length * maxBytesPerUnit <= maxBytes) return true;
  return new TextEncoder().encode(text).length <= maxBytes;
}
