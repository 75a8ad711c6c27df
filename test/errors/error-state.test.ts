import { describe, expect, test } from "vitest";
import { stateOf, type ErrorNote } from "../../src/errors/error-state.ts";

const resolved: ErrorNote = { state: "resolved", changedMs: 1_000, releases: ["v1"] };

describe("stateOf()", () => {
  test.for([
    ["nothing was noted", undefined, [["v1", 5_000]], "open"],
    ["it was muted", { ...resolved, state: "muted" }, [["v2", 5_000]], "muted"],
    ["it has not failed since", resolved, [["v1", 900]], "resolved"],
    ["an old release goes on failing", resolved, [["v1", 5_000]], "resolved"],
    [
      "a new release fails",
      resolved,
      [
        ["v1", 900],
        ["v2", 5_000],
      ],
      "regressed",
    ],
    ["another release had failed before", resolved, [["v2", 900]], "resolved"],
    [
      "it fails again, and nobody names releases",
      { ...resolved, releases: [""] },
      [["", 5_000]],
      "regressed",
    ],
  ] as const)("where %s", ([, note, last, state]) => {
    expect(stateOf(note, new Map(last))).toBe(state);
  });
});
