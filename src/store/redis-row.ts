import { emptyFrame, type Frame } from "../core/frame.ts";
import { FrameMerger } from "./frame-merger.ts";

/**
 * How rows are written in Redis. Each value begins with a letter, so that no client takes it for JSON or a number.
 *
 * A bucket is a head and lines, to which the server appends (see `applyScript`); all other rows are JSON behind a `J`.
 */
const jsonMark = "J";

/** Writes a frame as lines of a bucket. */
export function formatLines({
  started,
  dropped,
  series,
  otherConsumers,
  groups,
  metrics,
}: Frame): string {
  let lines = `\nn${started}`;
  for (const pair of dropped) lines += `\nd${JSON.stringify(pair)}`;
  if (otherConsumers !== undefined) lines += `\nh${otherConsumers}`;
  for (const pair of groups ?? []) lines += `\ng${JSON.stringify(pair)}`;
  for (const pair of metrics ?? []) lines += `\nm${JSON.stringify(pair)}`;
  for (const pair of series) lines += `\ns${JSON.stringify(pair)}`;
  return lines;
}

/** How the line of a source begins in a bucket's ledger; its ranges and `]]` follow. */
export function formatLedgerStart(source: string): string {
  return `\nl[${JSON.stringify(source)},[`;
}

export function formatStoredRow(json: string): string {
  return `${jsonMark}${json}`;
}

/** Turns a stored value into the JSON of a row. */
export function parseStoredRow(value: string): string {
  return value.startsWith(jsonMark) ? value.slice(jsonMark.length) : bucketJson(value);
}

function bucketJson(value: string): string {
  const [head = "", ...lines] = value.split("\n");
  const startMs = Number.parseInt(head.slice(1), 10);
  const merger = new FrameMerger(startMs);
  for (const otherConsumers of ofKind(lines, "h")) {
    merger.add({ ...emptyFrame(startMs), otherConsumers });
  }
  const started = ofKind(lines, "n").reduce((sum, count) => sum + Number(count), 0);
  const dropped: Frame["dropped"] = JSON.parse(`[${ofKind(lines, "d").join(",")}]`);
  const series: Frame["series"] = JSON.parse(`[${ofKind(lines, "s").join(",")}]`);
  const groups: Frame["groups"] = JSON.parse(`[${ofKind(lines, "g").join(",")}]`);
  const metrics: Frame["metrics"] = JSON.parse(`[${ofKind(lines, "m").join(",")}]`);
  merger.add({ startMs, started, dropped, series, groups, metrics });
  return `{"sources":[${ofKind(lines, "l").join(",")}],${merger.toMembersText()}}`;
}

function ofKind(lines: readonly string[], kind: string): string[] {
  return lines.flatMap((line) => (line.startsWith(kind) ? [line.slice(1)] : []));
}
