import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyFrame, type Frame } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { formatExposition } from "../../src/metrics/exposition.ts";
import { Histogram } from "../../src/metrics/histogram.ts";
import { ProtobufWriter } from "../../src/metrics/protobuf-writer.ts";
import { durationsOf, seriesOf } from "../fakes/series.ts";
import {
  readDelimited,
  readFields,
  readSints,
  toDouble,
  toText,
  unzigzag,
  type Fields,
} from "./protobuf-reader.ts";

const wholes = fc.maxSafeNat();
const smalls = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });

describe("ProtobufWriter", () => {
  test("writes what a decoder reads back", () => {
    const field = fc.integer({ min: 1, max: 2_000 });
    fc.assert(
      fc.property(
        field,
        wholes,
        smalls,
        fc.double(),
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.array(smalls),
        (at, whole, small, double, text, many) => {
          const writer = new ProtobufWriter();
          writer.message(at, () => {
            writer.uint(1, whole);
            writer.sint(2, small);
            writer.double(3, double);
            writer.text(4, text);
            writer.packedSints(5, many);
          });
          const [inner] = readFields(writer.take()).get(at) ?? [];
          const fields = readFields(bytesOf(inner));
          expect(fields.get(1)).toEqual([whole]);
          expect(unzigzag(numberOf(fields.get(2)?.[0]))).toBe(small);
          expect(toDouble(bytesOf(fields.get(3)?.[0]))).toBe(double);
          expect(toText(bytesOf(fields.get(4)?.[0]))).toBe(text.toWellFormed());
          expect(many.length === 0 ? [] : readSints(bytesOf(fields.get(5)?.[0]))).toEqual(many);
        },
      ),
    );
  });
});

describe("formatExposition() as protobuf", () => {
  test("loses nothing of a histogram", () => {
    const durations = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = new Histogram();
        for (const durationMs of values) histogram.record(durationMs);
        const native = nativeOf(histogram);
        expect(numberOf(native.get(1)?.[0])).toBe(values.length);
        expect(toDouble(bytesOf(native.get(2)?.[0]))).toBe(histogram.sumUs / 1e6);
        expect(unzigzag(numberOf(native.get(5)?.[0]))).toBe(5);
        expect(toDouble(bytesOf(native.get(6)?.[0]))).toBe(2 ** -20);
        expect(numberOf(native.get(7)?.[0])).toBe(histogram.zeroCount);
        for (const [index, count] of bucketsOf(native)) {
          const counted = histogram.countUpTo(index - 1) - histogram.countUpTo(index - 2);
          expect(count, `bucket ${index}`).toBe(counted);
        }
        const inBuckets = bucketsOf(native).reduce((sum, [, count]) => sum + count, 0);
        expect(inBuckets + histogram.zeroCount).toBe(values.length);
      }),
    );
  });

  test("leaves families out that have nothing to tell", () => {
    const names = familiesOf(emptyFrame(0)).map((family) => toText(bytesOf(family.get(1)?.[0])));
    expect(names).toEqual(["edgewatch_requests_started_total"]);
  });
});

function nativeOf(histogram: Histogram): Fields {
  const key = formatSeriesKey({ service: "orders", method: "GET", route: "/", status: "200" });
  const series: Frame["series"] = [[key, seriesOf(durationsOf(histogram))]];
  const [family] = familiesOf({ ...emptyFrame(0), series });
  const metric = readFields(bytesOf(family?.get(4)?.[0]));
  return readFields(bytesOf(metric.get(7)?.[0]));
}

function familiesOf(totals: Frame): Fields[] {
  return readDelimited(formatExposition({ totals }, "protobuf")).map((bytes) => readFields(bytes));
}

/** Index and count of each bucket, by spans and deltas. */
function bucketsOf(native: Fields): [number, number][] {
  const packed = native.get(13)?.[0];
  const deltas = packed === undefined ? [] : readSints(bytesOf(packed));
  const buckets: [number, number][] = [];
  let index = 0;
  let count = 0;
  for (const span of native.get(12) ?? []) {
    const fields = readFields(bytesOf(span));
    index += unzigzag(numberOf(fields.get(1)?.[0]));
    for (let left = numberOf(fields.get(2)?.[0]); left > 0; left--) {
      count += deltas[buckets.length] ?? 0;
      buckets.push([index, count]);
      index++;
    }
  }
  return buckets;
}

function bytesOf(value: number | Uint8Array | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`no bytes: ${value}`);
}

function numberOf(value: number | Uint8Array | undefined): number {
  if (typeof value === "number") return value;
  throw new TypeError(`no number: ${typeof value}`);
}
