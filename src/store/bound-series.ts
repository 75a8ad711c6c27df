import type { SeriesValue } from "../core/frame.ts";
import {
  formatSeriesKey,
  isOwnLabelName,
  otherValue,
  parseSeriesKey,
  type SeriesKey,
} from "../core/labels.ts";
import { requestsOf } from "../metrics/requests-of.ts";
import { mergePairs } from "./merge-pairs.ts";

type Pairs = readonly (readonly [SeriesKey, SeriesValue])[];

/** Whose values are given up, and how many of the most used ones are kept. */
interface Cut {
  readonly isCut: (label: string) => boolean;
  readonly keep: number;
}

/** In this order: who asked goes before what was asked for; method and status are never given up. */
const cuts: readonly Cut[] = [
  { isCut: (label) => label === "consumer", keep: 200 },
  { isCut: (label) => label === "consumer", keep: 20 },
  { isCut: (label) => label === "consumer", keep: 0 },
  { isCut: isOwnLabelName, keep: 0 },
  { isCut: (label) => label === "colo", keep: 0 },
  { isCut: (label) => label === "country", keep: 0 },
  { isCut: (label) => label === "route", keep: 200 },
  { isCut: (label) => label === "route", keep: 0 },
  { isCut: (label) => label === "release", keep: 0 },
  { isCut: (label) => label === "service", keep: 0 },
];

/** What is aimed at, so that the next few series do not make it necessary again. */
const aim = 0.75;

/**
 * Merges series under the value `(other)` until they are few enough, names of consumers first.
 *
 * What every series counts goes on counting, under fewer names.
 */
export function boundSeries(
  pairs: Pairs,
  maxSeries: number,
): { readonly series: Pairs; readonly hidden: ReadonlySet<string> } {
  const hidden = new Set<string>();
  let series = pairs;
  for (const cut of cuts) {
    if (series.length <= maxSeries * aim) break;
    series = mergePairs(applyCut(series, cut, hidden));
  }
  return { series, hidden };
}

function applyCut(pairs: Pairs, { isCut, keep }: Cut, hidden: Set<string>): Pairs {
  const kept = mostUsed(pairs, isCut, keep);
  return pairs.map(([key, value]) => {
    const labels: Record<string, string> = parseSeriesKey(key);
    for (const [name, text] of Object.entries(labels)) {
      if (!isCut(name) || text === "" || text === otherValue || kept.has(text)) continue;
      if (name === "consumer") hidden.add(text);
      labels[name] = otherValue;
    }
    return [formatSeriesKey(labels), value];
  });
}

function mostUsed(
  pairs: Pairs,
  isCut: (label: string) => boolean,
  keep: number,
): ReadonlySet<string> {
  if (keep === 0) return new Set();
  const requests = new Map<string, number>();
  for (const [key, value] of pairs) {
    for (const [name, text] of Object.entries(parseSeriesKey(key))) {
      if (isCut(name)) requests.set(text, (requests.get(text) ?? 0) + requestsOf(value));
    }
  }
  const ranked = [...requests].toSorted(
    ([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1),
  );
  return new Set(ranked.slice(0, keep).map(([text]) => text));
}
