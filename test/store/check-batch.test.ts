import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatSeriesKey, parseSeriesKey } from "../../src/core/labels.ts";
import { checkBatch } from "../../src/store/check-batch.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";
import { seriesOf } from "../fakes/series.ts";

const texts = fc.constantFrom("", "", "a", "b", "größe", "\ud800", '"');
const ownNames = fc.constantFrom("kind", "plan", "size");

test("checkBatch() takes the keys that formatSeriesKey() writes, and no others", () => {
  const written = fc
    .record({ service: texts, route: texts, release: texts, colo: texts, plan: texts, kind: texts })
    .map((labels) => formatSeriesKey({ ...labels, method: "GET", status: "200" }));
  const others = fc
    .record({
      known: fc.array(texts, { maxLength: 4 }),
      own: fc.array(fc.tuple(ownNames, texts), { maxLength: 3 }),
      space: fc.constantFrom(undefined, 1),
    })
    .map(({ known, own, space }) => {
      const labels = ["a", "GET", "/", "200", ...known];
      if (own.length > 0) while (labels.length < 8) labels.push("");
      return JSON.stringify([...labels, ...own.flat()], undefined, space);
    });
  const property = fc.property(fc.oneof(written, others), (key) => {
    expect(isTaken(key)).toBe(formatSeriesKey(parseSeriesKey(key)) === key);
  });
  fc.assert(property, { numRuns: 2_000 });
});

function isTaken(key: string): boolean {
  const frame = { ...createFrame(epochMs), series: [[key, seriesOf([1, 1, 0])] as const] };
  try {
    checkBatch(createBatch("a", 1, frame));
    return true;
  } catch {
    return false;
  }
}
