import { assert, property, integer } from "fast-check";
import { expect, test } from "vitest";
import { rowWindow } from "../../src/page/row-window.ts";

test("rowWindow() draws what can be seen, and leaves room for all else", () => {
  const sizes = property(
    integer({ min: 0, max: 5_000 }),
    integer({ min: -100, max: 200_000 }),
    integer({ min: 0, max: 2_000 }),
    integer({ min: 24, max: 80 }),
    (count, scrollTopPx, heightPx, rowPx) => {
      const { first, end, beforePx, afterPx } = rowWindow(count, { scrollTopPx, heightPx, rowPx });
      expect(beforePx + (end - first) * rowPx + afterPx).toBe(count * rowPx);
      if (count < 100) return;
      const bottomPx = Math.max(0, count * rowPx - heightPx);
      const topPx = Math.min(Math.max(0, scrollTopPx), bottomPx);
      expect(beforePx).toBeLessThanOrEqual(topPx);
      expect(end * rowPx).toBeGreaterThanOrEqual(Math.min(topPx + heightPx, count * rowPx));
      expect(end - first).toBeLessThanOrEqual(Math.ceil(heightPx / rowPx) + 26);
    },
  );
  assert(sizes);
});

test("rowWindow() draws small tables whole", () => {
  const viewport = { scrollTopPx: 1_000, heightPx: 100, rowPx: 36 };
  expect(rowWindow(99, viewport)).toEqual({ first: 0, end: 99, beforePx: 0, afterPx: 0 });
});
