import type { Frame } from "../core/frame.ts";
import { parseSeriesKey, type Labels } from "../core/labels.ts";
import { Series } from "./series.ts";

/** Series that have some labels in common, added up. */
export interface SeriesGroup {
  /** The labels that were asked for, in that order. */
  readonly labels: Labels;
  readonly series: Series;
}

/** Adds series up by some of their labels. */
export function groupSeries(frame: Frame, names: readonly string[]): SeriesGroup[] {
  const groups = new Map<string, SeriesGroup>();
  for (const [seriesKey, value] of frame.series) {
    const all = parseSeriesKey(seriesKey);
    const values = names.map((name) => all[name] ?? "");
    const key = JSON.stringify(values);
    let group = groups.get(key);
    if (group === undefined) {
      const labels = Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
      group = { labels, series: new Series() };
      groups.set(key, group);
    }
    group.series.merge(value);
  }
  return [...groups.values()];
}
