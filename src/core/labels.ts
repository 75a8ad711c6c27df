import { measures } from "./measures.ts";

/** The labels that every series may have, in the order in which its key lists them. */
export const labelNames = [
  "service",
  "method",
  "route",
  "status",
  "release",
  "consumer",
  "country",
  "colo",
] as const;
export type LabelName = (typeof labelNames)[number];

/** Values by name: the known labels, empty where a series has none, and up to five of the user's own. */
export type Labels = Readonly<Record<string, string>>;

/** The value of a label that stands for all those which there was no room to name. */
export const otherValue = "(other)";

/** The label values of a series as a JSON array: those of `labelNames`, then names and values of the user's own. */
export type SeriesKey = string;

export const maxOwnLabels = 5;
export const maxLabelLength = 256;

const ownNamePattern = /^[a-z][a-z0-9_]{0,31}$/;
/** What queries use for other things, and the one lower-case name that every object has. */
const reservedNames = new Set<string>([
  ...labelNames,
  "constructor",
  "status_class",
  "from",
  "to",
  "step",
  "by",
  "order",
  "limit",
  "cursor",
  "compare",
  "measures",
  ...measures,
  "duration_ms",
  "format",
  "objective",
  "time",
  "partial",
  "previous",
]);

/** Tells whether a label of the user's own may have this name. */
export function isOwnLabelName(name: string): boolean {
  return ownNamePattern.test(name) && !reservedNames.has(name);
}

/** Writes labels as the one key that equal labels have. */
export function formatSeriesKey(labels: Labels): SeriesKey {
  const values: string[] = labelNames.map((name) => labels[name] ?? "");
  const own = Object.keys(labels).filter((name) => labels[name] !== "" && isOwnLabelName(name));
  if (own.length === 0) {
    while (values.at(-1) === "") values.pop();
  }
  for (const name of own.toSorted()) values.push(name, labels[name] ?? "");
  return JSON.stringify(values);
}

/** Reads a key back. The known labels are always there. */
export function parseSeriesKey(key: SeriesKey): Record<LabelName, string> & Labels {
  const values: string[] = JSON.parse(key);
  const [service = "", method = "", route = "", status = ""] = values;
  const [, , , , release = "", consumer = "", country = "", colo = ""] = values;
  const labels = { service, method, route, status, release, consumer, country, colo };
  if (values.length <= labelNames.length) return labels;
  const own: Record<string, string> = {};
  for (let i = labelNames.length; i < values.length; i += 2) {
    own[values[i] ?? ""] = values[i + 1] ?? "";
  }
  return Object.assign(own, labels);
}
