import { expect, test } from "vitest";
import { withoutPartial, wholeSteps } from "../../src/page/whole-steps.ts";

test("wholeSteps() leaves out the steps of which only a part is known", () => {
  const values = { requests: [3, 9, 9, 2], p99: [1, null, 2, 3] };
  expect(wholeSteps(values, [0, 3])).toEqual({
    requests: [null, 9, 9, null],
    p99: [null, null, 2, null],
  });
  expect(withoutPartial([1, 2], [])).toEqual([1, 2]);
});
