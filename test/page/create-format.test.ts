import { assert, double, property } from "fast-check";
import { expect, test } from "vitest";
import { createFormat } from "../../src/page/create-format.ts";

const format = createFormat("en", "UTC");
/** Engines differ in which spaces they write. */
function spaced(text: string): string {
  return text.replaceAll(/\s/g, " ");
}

test("what is not known is never written as 0", () => {
  const { count, compact, ms, percent, bytes, rate, apdex, decimal, duration } = format;
  for (const write of [count, compact, ms, percent, bytes, rate, apdex, decimal, duration]) {
    expect([write(null), write(undefined), write(NaN)]).toEqual(["–", "–", "–"]);
    expect(write(0)).toContain("0");
  }
  expect([format.time("never"), format.dateTime("never"), format.ago("never", 0)]).toEqual([
    "–",
    "–",
    "–",
  ]);
});

test("figures have units, and three digits that count", () => {
  expect(spaced(format.ms(0.4213))).toBe("0.42 ms");
  expect(spaced(format.ms(24.36))).toBe("24.4 ms");
  expect(spaced(format.ms(1_234))).toBe("1.23 s");
  expect(spaced(format.bytes(123_456_789))).toBe("123 MB");
  expect(spaced(format.bytes(999_600))).toBe("1 MB");
  expect(format.dollars(1.5)).toBe("$1.50");
  expect(format.rate(0.003)).toBe("<0.01/s");
  expect(format.rate(8.876)).toBe("8.88/s");
  expect(format.count(1_234_567)).toBe("1,234,567");
  expect(spaced(format.ms(125_000))).toBe("2.08 min");
  expect(spaced(format.ms(3 * 3_600_000))).toBe("3 hr");
  expect(format.rate(12_345)).toBe("12.3K/s");
});

test("what has more digits than a column is shortened, and there in full as well", () => {
  expect(format.count(9_999_999)).toBe("9,999,999");
  expect(format.count(12_345_678)).toBe("12.35M");
  expect(format.count(11_635_200_000_000)).toBe("11.64T");
  expect(format.exact(12_345_678)).toBe("12,345,678");
});

test("percent() tells neither none of some, nor all of almost all", () => {
  expect(format.percent(0.9995)).toBe("99.95%");
  expect(format.percent(0.1)).toBe("10%");
  expect(format.percent(1)).toBe("100%");
  const shares = property(double({ min: 1e-12, max: 1 - 1e-9, noNaN: true }), (share) => {
    expect(["0%", "100%"]).not.toContain(format.percent(share));
  });
  assert(shares);
});

test("change() says by how much, and nothing where there is nothing to compare with", () => {
  expect(format.change(112, 100)).toEqual({ text: "+12%", direction: "up" });
  expect(format.change(50, 100)).toEqual({ text: "-50%", direction: "down" });
  expect(format.change(100.1, 100)?.direction).toBe("same");
  expect(format.change(2_000, 100)).toEqual({ text: "×20", direction: "up" });
  expect(format.change(0, 0)?.direction).toBe("same");
  expect(format.change(5, 0)).toBeUndefined();
  expect(format.change(null, 5)).toBeUndefined();
});

test("times are written in the time zone that was chosen", () => {
  const seoul = createFormat("ko", "Asia/Seoul");
  const iso = "2026-11-23T10:20:30.000Z";
  expect(format.time(iso)).toContain("10:20:30");
  expect(seoul.time(iso)).toContain("19:20:30");
  expect(format.ago(iso, Date.parse(iso) + 7_300_000)).toMatch(/2/);
  expect(format.span(Date.parse(iso), Date.parse(iso) + 60_000)).toBe("10:20");
  expect(format.span(Date.parse(iso), Date.parse("2026-01-01"))).toMatch(/^Nov 23, /);
  expect(format.span(Date.parse(iso), 0)).toMatch(/^Nov 23, 2026, /);
});
