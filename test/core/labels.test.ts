import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatSeriesKey,
  isOwnLabelName,
  labelNames,
  parseSeriesKey,
} from "../../src/core/labels.ts";
import { anyText } from "../fakes/any-text.ts";

const ownNames = ["plan", "region_code", "a", "z9"] as const;
const labels = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom(...labelNames, ...ownNames), anyText(8)), {
      selector: ([name]) => name,
    }),
  )
  .map(([pairs]) => pairs);

describe("formatSeriesKey()", () => {
  test("is undone by parseSeriesKey(), whatever the labels", () => {
    fc.assert(
      fc.property(labels, (pairs) => {
        const absent = labelNames.map((name) => [name, ""] as const);
        const given = pairs.filter(([name, text]) => text !== "" || !isOwnLabelName(name));
        expect(parseSeriesKey(formatSeriesKey(Object.fromEntries(pairs)))).toEqual(
          Object.fromEntries([...absent, ...given]),
        );
      }),
    );
  });

  test("gives equal labels one key, in whatever order they come", () => {
    const twoOrders = labels.chain((pairs) =>
      fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
    );
    fc.assert(
      fc.property(twoOrders, ([one, other]) => {
        const key = formatSeriesKey(Object.fromEntries(one));
        expect(formatSeriesKey(Object.fromEntries(other))).toBe(key);
        expect(formatSeriesKey(parseSeriesKey(key))).toBe(key);
      }),
    );
  });

  test("tells labels apart that look alike when put together", () => {
    const [service, status] = ["s", "200"];
    const one = formatSeriesKey({ service, method: "a", route: '","b', status });
    const other = formatSeriesKey({ service, method: 'a","', route: "b", status });
    expect(one).not.toBe(other);
    const plan = formatSeriesKey({ service, plan: "pro" });
    expect(plan).not.toBe(formatSeriesKey({ service, colo: "plan", tier: "pro" }));
  });

  test("is short where a series has few labels", () => {
    const key = formatSeriesKey({ service: "s", method: "GET", route: "/", status: "200" });
    expect(key).toBe('["s","GET","/","200"]');
  });
});

describe("isOwnLabelName()", () => {
  test.for(["plan", "a", "tier_2", "x".repeat(32)])("takes %s", (name) => {
    expect(isOwnLabelName(name)).toBe(true);
  });

  test.for(["", "Plan", "1st", "_a", "a-b", "x".repeat(33), "__proto__", "constructor", "route"])(
    "refuses %j",
    (name) => {
      expect(isOwnLabelName(name)).toBe(false);
    },
  );
});
