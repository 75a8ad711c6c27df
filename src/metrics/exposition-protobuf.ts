import { secondBounds, boundValues } from "./classic-bounds.ts";
import { durationsAt } from "../core/frame.ts";
import type { MetricKind } from "../core/metric.ts";
import { durationClass, type Exemplar } from "./exemplars.ts";
import { addUp } from "./histogram-text.ts";
import { Histogram, scale } from "./histogram.ts";
import type { MetricFamily, MetricPoint } from "./metric-family.ts";
import { nativeBuckets } from "./native-buckets.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** The values of MetricType. */
const types: Readonly<Record<MetricKind, number>> = { counter: 0, gauge: 1, histogram: 4 };
/** Values up to it are counted as zero. */
const zeroThreshold = 2 ** -20;

/**
 * Writes families as delimited messages of `io.prometheus.client.MetricFamily`, with native histograms, which lose nothing,
 * and their buckets beside them.
 */
export function formatProtobuf(families: readonly MetricFamily[]): Uint8Array<ArrayBuffer> {
  const out = new ProtobufWriter();
  for (const family of families) {
    // A family without metrics is refused.
    if (family.points.length > 0) out.delimited(() => writeFamily(out, family));
  }
  return out.take();
}

function writeFamily(out: ProtobufWriter, family: MetricFamily): void {
  const { kind, name, help, unit, points } = family;
  out.text(1, kind === "counter" ? `${name}_total` : name);
  out.text(2, help);
  out.uint(3, types[kind]);
  for (const point of points) {
    out.message(4, () => {
      for (const [label, value] of point.labels) writeLabel(out, label, value);
      if (kind === "gauge") out.message(2, () => out.double(1, point.value ?? 0));
      else if (kind === "counter") out.message(3, () => out.double(1, point.value ?? 0));
      else out.message(7, () => writeHistogram(out, family, point));
    });
  }
  if (unit !== "") out.text(5, unit);
}

function writeLabel(out: ProtobufWriter, name: string, value: string): void {
  out.message(1, () => {
    out.text(1, name);
    out.text(2, value);
  });
}

function writeHistogram(
  out: ProtobufWriter,
  { bounds = secondBounds }: MetricFamily,
  point: MetricPoint,
): void {
  const uppers = [...boundValues(bounds), Infinity];
  const classes = new Float64Array(uppers.length);
  const { sum, count: total } = addUp(classes, point, bounds);
  out.uint(1, total);
  out.double(2, sum);
  // A native histogram is one series: Prometheus refuses exemplars that are older than one it has of it (2.42).
  const newest = point.exemplars?.toSorted((a, b) => b.timeMs - a.timeMs)[0];
  let count = 0;
  for (const [place, upper] of uppers.entries()) {
    const own = classes[place] ?? 0;
    count += own;
    const exemplar = own > 0 && newest && durationClass(newest.durationMs) === place;
    out.message(3, () => {
      out.uint(1, count);
      out.double(2, upper);
      if (exemplar) out.message(3, () => writeExemplar(out, newest));
    });
  }
  writeNative(out, point);
}

/** Source: client_model, metrics.proto, message Histogram. */
function writeNative(out: ProtobufWriter, { parts = [] }: MetricPoint): void {
  const histogram = new Histogram();
  for (const part of parts) histogram.merge(part, durationsAt);
  const { spans, deltas } = nativeBuckets(histogram);
  out.sint(5, scale);
  out.double(6, zeroThreshold);
  out.uint(7, histogram.zeroCount);
  for (const { offset, length } of spans) {
    out.message(12, () => {
      out.sint(1, offset);
      out.uint(2, length);
    });
  }
  out.packedSints(13, deltas);
}

function writeExemplar(
  out: ProtobufWriter,
  { traceId, spanId, durationMs, timeMs }: Exemplar,
): void {
  writeLabel(out, "trace_id", traceId);
  writeLabel(out, "span_id", spanId);
  out.double(2, Math.max(0, durationMs || 0) / 1_000);
  out.message(3, () => {
    out.uint(1, Math.floor(timeMs / 1_000));
    out.uint(2, Math.round((timeMs % 1_000) * 1e6));
  });
}
