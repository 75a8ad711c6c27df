import { expect, test } from "vitest";
import { createCrosshair } from "../../src/page/crosshair.ts";

test("tells all charts when it moves, and none when it stays", () => {
  const crosshair = createCrosshair();
  const seen: (number | undefined)[] = [];
  crosshair.subscribe(() => seen.push(crosshair.timeMs));
  for (const timeMs of [1_000, 1_000, 2_000, undefined, undefined]) crosshair.set(timeMs);
  expect(seen).toEqual([1_000, 2_000, undefined]);
});

test("tells nobody who has left", () => {
  const crosshair = createCrosshair();
  let count = 0;
  const leave = crosshair.subscribe(() => {
    count += 1;
  });
  crosshair.set(1);
  leave();
  crosshair.set(2);
  expect(count).toBe(1);
});
