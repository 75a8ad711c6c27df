import { expect, test } from "vitest";
import { groupMarks } from "../../src/page/group-marks.ts";

function release(timeMs: number): Parameters<typeof groupMarks>[0][number] {
  const time = new Date(timeMs).toISOString();
  return { time, kind: "release", service: "orders", release: String(timeMs) };
}

test("puts marks together that would lie over each other", () => {
  const groups = groupMarks(
    [release(500), release(90), release(100)],
    { fromMs: 0, toMs: 1_000 },
    0.05,
  );
  expect(groups.map(({ share, marks }) => [share, marks.length])).toEqual([
    [0.09, 2],
    [0.5, 1],
  ]);
});

test("leaves out marks outside of the range", () => {
  const marks = [release(50), release(150), release(250)];
  const [group, ...others] = groupMarks(marks, { fromMs: 100, toMs: 200 }, 0.01);
  expect(group?.marks).toEqual([marks[1]]);
  expect(others).toEqual([]);
});

test("thousands of marks make no more groups than there is space for", () => {
  const marks = Array.from({ length: 5_000 }, (_, at) => release(at));
  expect(groupMarks(marks, { fromMs: 0, toMs: 5_000 }, 0.1).length).toBeLessThanOrEqual(10);
});
