import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConsumerSketch, isSketchText } from "../../src/metrics/consumer-sketch.ts";
import { anyText } from "../fakes/any-text.ts";

describe("ConsumerSketch", () => {
  test.for([0, 1, 10, 200, 1_000, 5_000, 20_000, 200_000])(
    "estimates %d consumers within 6 %%",
    (consumers) => {
      const sketch = new ConsumerSketch();
      for (let i = 0; i < consumers; i++) sketch.add(`customer-${i}`);
      expect(Math.abs(sketch.count() - consumers)).toBeLessThanOrEqual(0.06 * consumers);
    },
  );

  test("knows a consumer again", () => {
    const sketch = new ConsumerSketch();
    for (let i = 0; i < 1_000; i++) sketch.add(`customer-${i % 10}`);
    expect(sketch.count()).toBe(10);
  });

  test("is the same however its parts are merged", () => {
    const names = fc.array(anyText(6));
    fc.assert(
      fc.property(names, names, (one, other) => {
        const whole = sketchOf([...one, ...other]).toText();
        for (const [first, second] of [
          [one, other],
          [other, one],
        ] as const) {
          const merged = sketchOf(first);
          merged.merge(sketchOf(second).toText());
          merged.merge(sketchOf(second).toText());
          expect(merged.toText()).toBe(whole);
        }
        expect(isSketchText(whole)).toBe(true);
      }),
    );
  });

  test.for(["", "0".repeat(2_047), `${"0".repeat(2_047)}/`, `${"0".repeat(2_047)}R`, 7, null])(
    "is told from what is none",
    (text) => {
      expect(isSketchText(text)).toBe(false);
    },
  );
});

function sketchOf(names: readonly string[]): ConsumerSketch {
  const sketch = new ConsumerSketch();
  for (const name of names) sketch.add(name);
  return sketch;
}
