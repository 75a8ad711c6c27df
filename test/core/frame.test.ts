import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameMs, frameStart } from "../../src/core/frame.ts";

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
