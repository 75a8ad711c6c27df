import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameMs, frameStart } from "../../src/core/frame.ts";
import { formatSeriesKey, parseSeriesKey } from "../../src/core/labels.ts";
import { anyText } from "../fakes/any-text.ts";

describe("formatSeriesKey()", () => {
  test("is undone by parseSeriesKey(), whatever the labels", () => {
    const text = anyText();
    fc.assert(
      fc.property(text, text, text, text, (service, method, route, status) => {
        const labels = { service, method, route, status };
        expect(parseSeriesKey(formatSeriesKey(labels))).toEqual(labels);
      }),
    );
  });

  test("tells labels apart that look alike when put together", () => {
    const [service, status] = ["s", "200"];
    const one = formatSeriesKey({ service, method: "a", route: '","b', status });
    const other = formatSeriesKey({ service, method: 'a","', route: "b", status });
    expect(one).not.toBe(other);
  });
});

describe("frameStart()", () => {
  test("is the multiple of the step at or before a time", () => {
    const steps = fc.constantFrom(frameMs, 60_000, 3_600_000, 86_400_000);
    fc.assert(
      fc.property(fc.nat(4e12), steps, (timeMs, stepMs) => {
        const start = frameStart(timeMs, stepMs);
        expect(start % stepMs).toBe(0);
        expect(start).toBeLessThanOrEqual(timeMs);
        expect(start + stepMs).toBeGreaterThan(timeMs);
      }),
    );
  });
});
