import { expect, test } from "vitest";
import type { UsageFigures } from "../../src/query/answer.ts";
import { judgeOverview, type Judged } from "../../src/page/judge-overview.ts";

function figuresOf(requests: number, errors: number): UsageFigures {
  const errorRate = requests === 0 ? 0 : errors / requests;
  return {
    requests,
    errors,
    error_rate: errorRate,
    rate_per_second: 1,
    availability: 1 - errorRate,
    burn_rate: errorRate / 0.001,
    apdex: 1,
    duration_ms: null,
    bytes_in: null,
    bytes_out: null,
    cpu_ms: null,
    unique_consumers: null,
  };
}

function judged(errors: number, changes: Partial<Judged> = {}): Judged {
  return {
    total: figuresOf(10_000, errors),
    previous: { total: figuresOf(10_000, errors) },
    errors: [],
    ...changes,
  };
}

const group = { id: "a", title: "Boom", state: "open", is_new: false, is_spiking: false };

test("an API within its objective is healthy, and one without requests is quiet", () => {
  expect(judgeOverview(judged(2), {})).toEqual({ level: "healthy", reasons: [] });
  const quiet = judged(0, { total: figuresOf(0, 0), previous: { total: null } });
  expect(judgeOverview(quiet, {}).level).toBe("quiet");
});

test("nothing is healthy while nobody knows what checks say, and what is known is told all the same", () => {
  expect(judgeOverview(judged(2), undefined)).toEqual({ level: "unknown", reasons: [] });
  expect(judgeOverview(judged(150), undefined).level).toBe("failing");
  const quiet = judged(0, { total: figuresOf(0, 0), previous: { total: null } });
  expect(judgeOverview(quiet, undefined).level).toBe("quiet");
});

test("a critical check that fails is a failure, and any other a degradation", () => {
  const fails = { status: "fail", output: "timeout", critical: true } as const;
  expect(judgeOverview(judged(0), { warehouse: [fails] })).toEqual({
    level: "failing",
    reasons: [{ kind: "check", name: "warehouse", status: "fail", code: "timeout" }],
  });
  const others = { mail: [{ ...fails, critical: false }] };
  expect(judgeOverview(judged(0), others).level).toBe("degraded");
  const slow = { db: [{ status: "warn", critical: true } as const] };
  expect(judgeOverview(judged(0), slow).level).toBe("degraded");
});

test("an error budget that burns too fast is told, and 14.4 times is a failure", () => {
  expect(judgeOverview(judged(10), {})).toMatchObject({ level: "degraded" });
  const fast = judgeOverview(judged(150), {});
  expect(fast.level).toBe("failing");
  expect(fast.reasons).toContainEqual({ kind: "burn", factor: expect.closeTo(15) });
  const one = judged(0, { total: figuresOf(10, 1) });
  expect(judgeOverview(one, {}).level).toBe("degraded");
});

test("errors that jump are told beside what they were", () => {
  const jump = judged(100, { previous: { total: figuresOf(10_000, 20) } });
  expect(judgeOverview(jump, {}).reasons).toContainEqual({
    kind: "jump",
    rate: 0.01,
    before: 0.002,
  });
  expect(judgeOverview(judged(100), {}).reasons.map(({ kind }) => kind)).toEqual(["burn"]);
  const unknown = judged(100, { previous: { total: null } });
  expect(judgeOverview(unknown, {}).reasons.map(({ kind }) => kind)).toEqual(["burn"]);
});

test("groups that are new, spiking or back are told, unless somebody has dealt with them", () => {
  const errors = [
    { ...group, id: "1", is_new: true },
    { ...group, id: "2", is_new: true, is_spiking: true },
    { ...group, id: "3", state: "regressed" },
    { ...group, id: "4", is_spiking: true, state: "muted" },
    { ...group, id: "5", is_new: true, state: "resolved" },
    { ...group, id: "6" },
    { ...group, id: "(other)", is_new: true },
  ];
  const { level, reasons } = judgeOverview(judged(0, { errors }), {});
  expect(level).toBe("degraded");
  expect(reasons.map((reason) => reason.kind === "group" && [reason.id, reason.why])).toEqual([
    ["1", "new"],
    ["2", "spiking"],
    ["3", "regressed"],
  ]);
});
