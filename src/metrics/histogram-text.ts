import { durationsAt } from "../core/frame.ts";
import { metricScale } from "../core/metric.ts";
import { addToClasses, boundTexts, secondBounds, type ClassicBounds } from "./classic-bounds.ts";
import { durationClass, type Exemplar } from "./exemplars.ts";
import { labelText } from "./label-text.ts";
import type { MetricFamily, MetricPoint } from "./metric-family.ts";
import type { TextBytes } from "./text-bytes.ts";

const newline = 10;
const zero = 48;
/** What a line has behind its labels at the most: a bound, a count, and the end. */
const maxTail = 64;

/** Writes the samples of a histogram: its buckets, sum and count. Nearly all of a long text is made here. */
export function writeHistogram(
  out: TextBytes,
  { name, bounds = secondBounds, points }: MetricFamily,
): void {
  const encode = createEncode();
  // Encoded together, for one call costs more than most of these texts; none of them has a line break of its own.
  const labels = encode(points.map((point) => `${labelText(point.labels)}\n`).join(""));
  const tails = [...boundTexts(bounds), "+Inf"].map((bound) => encode(`${bound}"} `));
  const heads = ["_bucket{", "_sum{", "_count{"].map((suffix) => encode(name + suffix));
  const [bucket = labels, sum = labels, count = labels] = heads;
  const [le, moreLe, close] = [encode('le="'), encode(',le="'), encode("} ")];
  const classes = new Float64Array(tails.length);
  let from = 0;
  for (const point of points) {
    const end = labels.indexOf(newline, from);
    const total = addUp(classes, point, bounds);
    const start = out.length;
    out.part(bucket);
    const labelsStart = out.length;
    out.part(labels, from, end);
    const labelsEnd = out.length;
    out.part(end === from ? le : moreLe);
    writeBuckets(out, start, { classes, tails, exemplars: point.exemplars });
    out.part(sum);
    out.again(labelsStart, labelsEnd);
    out.part(close);
    out.number(total.sum);
    out.part(count);
    out.again(labelsStart, labelsEnd);
    out.part(close);
    out.number(total.count);
    from = end + 1;
  }
}

interface Buckets {
  readonly classes: Float64Array;
  readonly tails: readonly Uint8Array[];
  readonly exemplars: readonly Exemplar[] | undefined;
}

/**
 * Writes one line a bucket, each of which begins with what stands behind `start`.
 *
 * It is copied within, in one loop: several times as fast as joining strings, or as a call for each part.
 */
function writeBuckets(out: TextBytes, start: number, { classes, tails, exemplars }: Buckets): void {
  const end = out.length;
  const length = end - start;
  let bytes = out.room(tails.length * (length + maxTail));
  let at = end;
  let count = 0;
  for (let place = 0; place < tails.length; place++) {
    const tail = tails[place] ?? bytes;
    const own = classes[place] ?? 0;
    count += own;
    if (place > 0) {
      bytes.copyWithin(at, start, end);
      at += length;
    }
    for (let i = 0; i < tail.length; i++) bytes[at++] = tail[i] ?? 0;
    at = writeCount(bytes, at, count);
    const exemplar = own === 0 ? undefined : exemplarOf(exemplars, place);
    if (exemplar !== undefined) {
      out.moveTo(at);
      out.text(` # ${exemplarText(exemplar)}`);
      bytes = out.room((tails.length - place) * (length + maxTail));
      at = out.length;
    }
    bytes[at++] = newline;
  }
  out.moveTo(at);
}

/** Writes a whole number that is not negative; returns the place behind it. */
function writeCount(bytes: Uint8Array, at: number, count: number): number {
  let width = 1;
  for (let limit = 10; limit <= count; limit *= 10) width++;
  let rest = count;
  for (let digit = at + width - 1; digit >= at; digit--) {
    const tenth = Math.floor(rest / 10);
    bytes[digit] = zero + (rest - tenth * 10);
    rest = tenth;
  }
  return at + width;
}

/** Adds the parts of a histogram up, by class. */
export function addUp(
  classes: Float64Array,
  { parts = [] }: MetricPoint,
  bounds: ClassicBounds,
): { readonly sum: number; readonly count: number } {
  classes.fill(0);
  let sum = 0;
  for (const part of parts) {
    sum += part[durationsAt] ?? 0;
    addToClasses(classes, part, bounds);
  }
  let count = 0;
  for (let place = 0; place < classes.length; place++) count += classes[place] ?? 0;
  return { sum: sum / metricScale, count };
}

/** The one that stands for a bucket. */
function exemplarOf(
  exemplars: readonly Exemplar[] | undefined,
  place: number,
): Exemplar | undefined {
  return exemplars?.find(({ durationMs }) => durationClass(durationMs) === place);
}

function exemplarText({ traceId, spanId, durationMs, timeMs }: Exemplar): string {
  const seconds = Math.max(0, durationMs || 0) / 1_000;
  return `{trace_id="${traceId}",span_id="${spanId}"} ${seconds} ${timeMs / 1_000}`;
}

function createEncode(): (text: string) => Uint8Array {
  const encoder = new TextEncoder();
  return (text) => encoder.encode(text);
}
