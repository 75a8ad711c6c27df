import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SeriesValue } from "../../src/core/frame.ts";
import { requestsOf } from "../../src/metrics/requests-of.ts";
import { Series } from "../../src/metrics/series.ts";
import { sumValues } from "../../src/metrics/sum-values.ts";

const known = fc.option(fc.nat(100_000), { nil: undefined });
const measured = fc.record({
  durationMs: fc.oneof(fc.constant(0), fc.double({ min: 1e-5, max: 1e9, noNaN: true })),
  bytesIn: known,
  bytesOut: known,
  cpuMs: known,
});
const parts = fc.array(fc.array(measured, { maxLength: 8 }), { minLength: 1, maxLength: 6 });

describe("sumValues()", () => {
  test("is what one series would have counted, however it is paired", () => {
    fc.assert(
      fc.property(parts, (recorded) => {
        const whole = seriesOf(recorded.flat());
        const values = recorded.map(seriesOf);
        expect(sumValues(values)).toEqual(whole);
        expect(sumValues(values.toReversed())).toEqual(whole);
        const paired = values.reduce((sum, value) => sumValues([sum, value]), seriesOf([]));
        expect(paired).toEqual(whole);
        expect(requestsOf(whole)).toBe(recorded.flat().length);
      }),
    );
  });

  test("gives back the only one it gets, and leaves all as they were", () => {
    const value = seriesOf([{ durationMs: 5, bytesIn: 1, bytesOut: 2, cpuMs: 3 }]);
    const before = [...value];
    expect(sumValues([value])).toBe(value);
    expect(sumValues([value, value])).not.toBe(value);
    expect(value).toEqual(before);
    expect(sumValues([])).toEqual([]);
  });
});

function seriesOf(recorded: readonly Parameters<Series["record"]>[0][]): SeriesValue {
  const series = new Series();
  for (const one of recorded) series.record(one);
  return series.toValue();
}
