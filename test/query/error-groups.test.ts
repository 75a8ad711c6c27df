import { describe, expect, test } from "vitest";
import { formatGroupKey, type GroupTally } from "../../src/core/error-group.ts";
import { emptyFrame, frameMs } from "../../src/core/frame.ts";
import { readErrors } from "../../src/query/error-groups.ts";
import { parseErrorQuery } from "../../src/query/error-query.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/core/store.ts";
import { createBatch } from "../contracts/batches.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

const nowMs = Date.UTC(2026, 10, 23, 10);
const dayMs = 86_400_000;

describe("readErrors()", () => {
  test("lists groups over services and releases, the last seen first", async () => {
    const list = await ask("");
    expect(list).toMatchObject({
      total: 9,
      more: 0,
      groups: [
        {
          id: "b".repeat(16),
          title: "Cannot pay: declined",
          type: "PaymentError",
          code: "DECLINED",
          count: 3,
          is_new: true,
          consumers: 1,
          services: { orders: 3 },
          releases: { v2: 3 },
        },
        {
          id: "a".repeat(16),
          count: 6,
          is_new: false,
          consumers: 2,
          services: { orders: 4, stock: 2 },
          releases: { v1: 4, v2: 2 },
          first_seen: new Date(nowMs - 2 * dayMs).toISOString(),
        },
      ],
    });
  });

  test.for([
    ["q=declined", ["b"]],
    ["q=pay+orders", ["b"]],
    ["q=nothing", []],
    ["code=INTERNAL", ["a"]],
    ["release=v1", ["a"]],
    ["service=stock", ["a"]],
    ["route=/pay", ["b"]],
    ["order=-count", ["a", "b"]],
    ["order=first_seen", ["a", "b"]],
    ["limit=1&order=count", ["b"]],
  ] as const)("answers %s", async ([search, ids]) => {
    const list = await ask(search);
    expect("groups" in list && list.groups.map(({ id }) => id.slice(0, 1))).toEqual(ids);
  });

  test.for([
    ["by=code", { INTERNAL: 6, DECLINED: 3 }],
    ["by=service", { orders: 7, stock: 2 }],
    ["by=release", { v2: 5, v1: 4 }],
    ["by=route", { "/": 6, "/pay": 3 }],
  ] as const)("adds up %s", async ([search, counts]) => {
    const answer = await ask(search);
    const rows = "rows" in answer ? answer.rows : [];
    expect(Object.fromEntries(rows.map(({ value, count }) => [value, count]))).toEqual(counts);
  });

  test("counts step by step where steps are asked for", async () => {
    const list = await ask("from=-3m&step=1m&order=-count&limit=1");
    expect(list).toMatchObject({
      step: "1m",
      times: ["09:57", "09:58", "09:59", "10:00"].map((time) => `2026-11-23T${time}:00.000Z`),
      partial: [3],
      groups: [{ id: "a".repeat(16), count: 6, values: [0, 0, 6, 0] }],
      more: 1,
    });
    const whole = await ask("from=-3m");
    expect("groups" in whole && whole.groups.map((group) => "values" in group)).toEqual([
      false,
      false,
    ]);
    expect(whole).not.toHaveProperty("step");
  });

  test.for([
    "order=rubbish",
    "limit=0",
    "by=title",
    "nope=1",
    "q=a&q=b",
    "from=later",
    "step=7m",
    "step=10s&from=-30d",
    "step=1m&by=code",
  ])("refuses %s, and names the parameter", async (search) => {
    const [name] = new URLSearchParams(search).keys();
    await expect(ask(search)).rejects.toMatchObject({ name: "QueryError", parameter: name });
  });

  test("is an empty list where nothing failed", async () => {
    const clock = new FakeClock(nowMs);
    const query = parseErrorQuery(new URLSearchParams(), nowMs);
    expect(await readErrors(memoryStore({ clock }), query)).toMatchObject({ total: 0, groups: [] });
  });
});

async function ask(search: string): ReturnType<typeof readErrors> {
  return await readErrors(await openStore(), parseErrorQuery(new URLSearchParams(search), nowMs));
}

async function openStore(): Promise<Store> {
  const clock = new FakeClock(nowMs - 2 * dayMs);
  const store = memoryStore({ clock });
  let sequence = 0;
  async function apply(
    ...failures: [id: string, service: string, release: string, tally: GroupTally][]
  ): Promise<void> {
    sequence++;
    const groups = failures.map(
      ([id, service, release, tally]) =>
        [formatGroupKey(id.repeat(16), service, release), tally] as const,
    );
    const startMs = clock.now() - (clock.now() % frameMs);
    await store.apply(createBatch("s", sequence, { ...emptyFrame(startMs), groups }));
  }
  await apply([
    "a",
    "orders",
    "v1",
    tallyOf("old", 1, clock.now(), { title: "x", code: "INTERNAL", route: "/" }),
  ]);
  clock.pass(2 * dayMs - 60_000);
  const at = clock.now();
  const internal = { title: "Cannot read x", code: "INTERNAL", route: "/" };
  const declined = { title: "Cannot pay: declined", code: "DECLINED", route: "/pay" };
  await apply(
    ["a", "orders", "v1", tallyOf("a1", 4, at, internal, [7])],
    ["a", "stock", "v2", tallyOf("a2", 2, at + 1, internal, [9])],
    ["b", "orders", "v2", tallyOf("b1", 3, at + 2, declined, [7], "PaymentError")],
  );
  clock.pass(60_000);
  return store;
}

function tallyOf(
  errorId: string,
  count: number,
  timeMs: number,
  facts: object,
  consumers: readonly number[] = [],
  type = "TypeError",
): GroupTally {
  const sample = { errorId, timeMs, ...facts, exceptions: [{ type }] };
  return { count, firstMs: timeMs, lastMs: timeMs, consumers, first: sample, last: sample };
}
