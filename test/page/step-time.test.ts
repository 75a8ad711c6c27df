import { describe, expect, test } from "vitest";
import { nearestStep, shareOf, stepAt, toTimeAxis } from "../../src/page/step-time.ts";

const startMs = Date.parse("2026-11-23T14:00:00Z");
const times = [0, 1, 2].map((minute) => new Date(startMs + minute * 60_000).toISOString());
const axis = toTimeAxis(times, "1m");

test.each([
  ["10s", 10_000],
  ["1m", 60_000],
  ["1h", 3_600_000],
  ["1d", 86_400_000],
])("a step of %s is %d ms long", (step, ms) => {
  expect(toTimeAxis(times, step).stepMs).toBe(ms);
});

test("the axis goes from the start of the first step to the end of the last", () => {
  expect(axis).toMatchObject({ fromMs: startMs, toMs: startMs + 180_000 });
  expect(shareOf(axis, startMs + 90_000)).toBe(0.5);
});

describe("stepAt()", () => {
  test.each([
    [-1, -1],
    [0, 0],
    [59_999, 0],
    [60_000, 1],
    [179_999, 2],
    [180_000, -1],
  ])("finds at %d ms step %d", (ms, step) => {
    expect(stepAt(axis, startMs + ms)).toBe(step);
  });

  test("finds none in a gap between steps", () => {
    const gapped = toTimeAxis(
      [times[0], times[2]].map((time) => time ?? ""),
      "1m",
    );
    expect(stepAt(gapped, startMs + 90_000)).toBe(-1);
    expect(stepAt(gapped, startMs + 120_000)).toBe(1);
  });
});

describe("nearestStep()", () => {
  test.each([
    [-5_000_000, 0],
    [70_000, 1],
    [9_000_000, 2],
  ])("finds at %d ms step %d", (ms, step) => {
    expect(nearestStep(axis, startMs + ms)).toBe(step);
  });

  test("finds the closer side of a gap", () => {
    const gapped = toTimeAxis([times[0] ?? "", new Date(startMs + 600_000).toISOString()], "1m");
    expect(nearestStep(gapped, startMs + 70_000)).toBe(0);
    expect(nearestStep(gapped, startMs + 590_000)).toBe(1);
  });

  test("finds none where there are no steps", () => {
    expect(nearestStep(toTimeAxis([], "1m"), startMs)).toBe(-1);
    expect(stepAt(toTimeAxis([], "1m"), startMs)).toBe(-1);
  });
});
