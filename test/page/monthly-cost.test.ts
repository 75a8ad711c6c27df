import { expect, test } from "vitest";
import { monthlyCost } from "../../src/page/monthly-cost.ts";

test("monthlyCost() says of five isolates what docs/cost.md says", () => {
  const { durableObjects, redis } = monthlyCost((5 * 30 * 86_400) / 10);
  expect(durableObjects.toFixed(2)).toBe("3.27");
  expect(redis.toFixed(2)).toBe("8.00");
});
