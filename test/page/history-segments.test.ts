import { expect, test } from "vitest";
import { historySegments } from "../../src/page/history-segments.ts";

const startMs = Date.parse("2026-11-23T14:00:00Z");

function at(minute: number): string {
  return new Date(startMs + minute * 60_000).toISOString();
}

const history = [
  { time: at(10), from: "unknown", to: "pass" },
  { time: at(20), from: "pass", to: "fail", output: "timeout" },
  { time: at(25), from: "fail", to: "pass" },
] as const;

function segmentsOf(fromMinute: number, toMinute: number): readonly string[] {
  const [fromMs, toMs] = [startMs + fromMinute * 60_000, startMs + toMinute * 60_000];
  return historySegments({ history }, fromMs, toMs).map((segment) => {
    const minutes = [segment.fromMs, segment.toMs].map((ms) => (ms - startMs) / 60_000);
    return `${minutes.join("–")} ${segment.status} ${segment.output ?? ""}`.trim();
  });
}

test("says what a check said from one change to the next, and nothing before the first", () => {
  expect(segmentsOf(0, 40)).toEqual([
    "0–10 unknown",
    "10–20 pass",
    "20–25 fail timeout",
    "25–40 pass",
  ]);
});

test("is cut at both ends of the range", () => {
  expect(segmentsOf(12, 22)).toEqual(["12–20 pass", "20–22 fail timeout"]);
  expect(segmentsOf(30, 31)).toEqual(["30–31 pass"]);
});

test("a check that never changed is unknown throughout", () => {
  expect(historySegments({ history: [] }, 0, 10)).toEqual([
    { status: "unknown", fromMs: 0, toMs: 10, output: undefined },
  ]);
});
