import * as fc from "fast-check";
import { frameMs, frameStart, type Frame, type SeriesValue } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { formatMetricKey } from "../../src/core/metric.ts";
import { formatGroupKey } from "../../src/core/error-group.ts";
import type { Batch } from "../../src/core/store.ts";
import { seriesOf } from "../fakes/series.ts";
import { anyText } from "../fakes/any-text.ts";

/** The present hour: some hosts go by the real clock, and forget what is old. */
export const epochMs: number = frameStart(Date.now(), 3_600_000);

/** Makes a frame of one series. */
export function createFrame(
  startMs: number,
  value: SeriesValue = seriesOf([1_500, 0, -310, 1]),
): Frame {
  const labels = { service: "orders", method: "GET", route: "/orders/:id", status: "200" };
  return { startMs, started: 1, dropped: [], series: [[formatSeriesKey(labels), value]] };
}

export function createBatch(source: string, sequence: number, ...frames: Frame[]): Batch {
  return { source, sequence, frames };
}

/** Names that have broken stores before. */
export const unusualNames = [
  "",
  '"',
  "\\",
  "a\nb",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "0",
  "[]",
  "' OR 1=1 --",
  "\u0000",
  "größe/日本語/🙂",
  "\ud800",
  "\udfff tail",
] as const;

const names = fc.oneof(
  fc.constantFrom("orders", "/orders/:id", "GET", "200"),
  fc.constantFrom(...unusualNames),
  anyText(8),
);

const seriesKeys = fc
  .record({
    service: names,
    method: fc.constantFrom("GET", "POST", "_OTHER"),
    route: names,
    status: fc.constantFrom("200", "404", "503"),
    release: fc.constantFrom("", "v1"),
    consumer: names,
    plan: fc.constantFrom("", "free", "pro"),
  })
  .map(formatSeriesKey);

const counts = fc
  .tuple(
    fc.array(fc.nat(1_000), { maxLength: 6 }),
    fc.integer({ min: 1, max: 1e9 }),
    fc.integer({ min: -640, max: 1_000 }),
  )
  .map(([inner, last, offset]) => [offset].concat(inner, last));

const seriesValues: fc.Arbitrary<SeriesValue> = fc
  .tuple(fc.nat(1e12), fc.nat(1_000), fc.oneof(counts, fc.constant([0])))
  .map(([sumUs, zero, buckets]) => [10, 1, 2_000, 3, sumUs, 2, sumUs, zero].concat(buckets));

/** Failures of a few groups, some of them told in full. */
const groups: fc.Arbitrary<NonNullable<Frame["groups"]>> = fc.uniqueArray(
  fc.tuple(
    fc
      .tuple(fc.constantFrom("g1", "g2", "(other)"), names, names)
      .map((parts) => formatGroupKey(...parts)),
    fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.nat(1e6), fc.boolean(), names)
      .map(([count, offsetMs, isTold, message]) => {
        const timeMs = epochMs + offsetMs;
        const sample = { errorId: `e${offsetMs}`, timeMs, message };
        const told = isTold ? sample : undefined;
        const consumers = [offsetMs];
        return { count, firstMs: timeMs, lastMs: timeMs, consumers, first: told, last: told };
      }),
  ),
  { selector: ([key]) => key, maxLength: 2 },
);

const metricKeys = fc
  .record({
    kind: fc.constantFrom("counter", "gauge", "histogram"),
    name: fc.constantFrom("jobs", "http.client.request.duration"),
    unit: fc.constantFrom("", "s", "{job}"),
    service: names,
    labels: fc.uniqueArray(fc.tuple(fc.constantFrom("queue", "server.address"), names), {
      selector: ([name]) => name,
    }),
  })
  .map(({ labels, ...metric }) => {
    const kept = labels.filter(([, value]) => value !== "");
    return formatMetricKey({ ...metric, labels: kept.toSorted(([a], [b]) => (a < b ? -1 : 1)) });
  });

/** Frames that lie close together, so that they often share a bucket. */
const frames: fc.Arbitrary<Frame> = fc
  .tuple(
    fc.nat(5).map((bucket) => epochMs + bucket * frameMs),
    fc.nat(1_000),
    fc.uniqueArray(fc.tuple(names, fc.nat(100)), { selector: ([name]) => name, maxLength: 2 }),
    fc.uniqueArray(fc.tuple(seriesKeys, seriesValues), { selector: ([key]) => key, maxLength: 3 }),
    fc.option(groups, { nil: undefined }),
    fc.option(
      fc.uniqueArray(fc.tuple(metricKeys, seriesValues), {
        selector: ([key]) => key,
        maxLength: 3,
      }),
      { nil: undefined },
    ),
  )
  .map(([startMs, started, dropped, series, failures, metrics]) => {
    return { startMs, started, dropped, series, groups: failures, metrics };
  });

/** Batches of a few sources, each with sequence numbers of its own and any number of frames. */
const batches: fc.Arbitrary<Batch[]> = fc
  .array(
    fc.record({
      source: fc.oneof(fc.constantFrom("a", "b", "__proto__"), names),
      frames: fc.uniqueArray(frames, { selector: ({ startMs }) => startMs, maxLength: 4 }),
    }),
    { maxLength: 12 },
  )
  .map((sent) => {
    const sequences = new Map<string, number>();
    return sent.map(({ source, frames: carried }) => {
      const sequence = (sequences.get(source) ?? 0) + 1;
      sequences.set(source, sequence);
      return { source, sequence, frames: carried };
    });
  });

/** Batches, and the same batches in another order with some of them sent again. */
export const deliveries: fc.Arbitrary<{ sent: Batch[]; delivered: Batch[] }> = batches.chain(
  (sent) =>
    fc
      .tuple(
        fc.shuffledSubarray(sent, { minLength: sent.length }),
        fc.array(fc.nat(Math.max(0, sent.length - 1)), { maxLength: 8 }),
      )
      .map(([order, again]) => ({
        sent,
        delivered: [...order, ...again.flatMap((index) => sent.slice(index, index + 1))],
      })),
);
