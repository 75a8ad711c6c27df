import { describe, expect, test } from "vitest";
import { formatGroupKey } from "../../src/core/error-group.ts";
import { emptyFrame, frameStart } from "../../src/core/frame.ts";
import type { Store } from "../../src/core/store.ts";
import { readErrorGroup, type ErrorGroupDetails } from "../../src/query/error-group-details.ts";
import { readErrors } from "../../src/query/error-groups.ts";
import { parseErrorQuery } from "../../src/query/error-query.ts";
import { parseGroupQuery } from "../../src/query/group-query.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { createBatch } from "../contracts/batches.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

const startMs = Date.UTC(2026, 10, 23, 10);
const minuteMs = 60_000;
const hourMs = 3_600_000;
const id = "a".repeat(16);

describe("readErrorGroup()", () => {
  test("tells the first and the last failure in full, and nothing of groups that did not fail", async () => {
    const { fail, ask } = open();
    await fail(2);
    await fail(3);
    const group = await ask("");
    expect(group?.first?.errorId).toBe("failure 1");
    expect(group?.last?.errorId).toBe("failure 2");
    expect(await ask("", "b".repeat(16))).toBeUndefined();
  });

  test("counts by minute and by hour, the empty ones too, and says which are not over", async () => {
    const { fail, ask, clock } = open();
    await fail(2);
    clock.pass(2 * minuteMs);
    await fail(5);
    const minutes = await ask("from=-2m&step=1m");
    expect(minutes?.counts).toEqual({
      step: "1m",
      times: ["10:00", "10:01", "10:02"].map((time) => `2026-11-23T${time}:00.000Z`),
      values: [2, 0, 5],
      partial: [2],
    });
    clock.pass(3 * hourMs);
    await fail(1);
    const hours = await ask("from=-24h&step=1h");
    expect(hours?.counts.values.slice(-4)).toEqual([7, 0, 0, 1]);
    expect(hours?.counts.values).toHaveLength(25);
    expect(hours).toMatchObject({ count: 8, coverage: "source" });
  });

  test("picks a step that a chart can show", async () => {
    const { fail, ask } = open();
    await fail(1);
    expect((await ask("from=-1h"))?.counts.step).toBe("10s");
    expect((await ask("from=-24h"))?.counts.step).toBe("10m");
    expect((await ask("from=-7d"))?.counts.step).toBe("1h");
    expect((await ask("from=-400d"))?.counts.step).toBe("1d");
  });

  test.for(["step=7m", "q=x", "limit=1", "from=now", "step=10s&from=-30d", "step=1m&step=1m"])(
    "refuses %s, and names the parameter",
    (search) => {
      const [name] = new URLSearchParams(search).keys();
      expect(() => parseGroupQuery(new URLSearchParams(search), startMs)).toThrow(
        expect.objectContaining({ name: "QueryError", parameter: name }),
      );
    },
  );
});

describe("a group spikes", () => {
  test.for([
    ["with 20 failures in five minutes, where it had none", 0, 20, true],
    ["not with 19", 0, 19, false],
    ["with ten times its median hour", 48, 40, true],
    ["not with less than ten times", 48, 39, false],
    ["not as long as it always fails as much", 2_400, 200, false],
  ] as const)("%s", async ([, perHour, now, isSpiking]) => {
    const { fail, ask, clock, store } = open();
    for (let hour = 0; hour < 24; hour++) {
      if (perHour > 0) await fail(perHour);
      clock.pass(hourMs);
    }
    await fail(now);
    expect(await ask("")).toMatchObject({ is_spiking: isSpiking });
    clock.pass(5 * minuteMs + 10_000);
    const query = parseErrorQuery(new URLSearchParams(), clock.now());
    expect(await readErrors(store, query)).toMatchObject({ groups: [{ is_spiking: false }] });
  });

  test("though it spiked in some hours before", async () => {
    const { fail, ask, clock } = open();
    for (let hour = 0; hour < 24; hour++) {
      await fail(hour % 3 === 0 ? 5_000 : 1);
      clock.pass(hourMs);
    }
    await fail(20);
    expect(await ask("")).toMatchObject({ is_spiking: true });
  });
});

interface Opened {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly fail: (count: number) => Promise<void>;
  readonly ask: (search: string, group?: string) => Promise<ErrorGroupDetails | undefined>;
}

function open(): Opened {
  const clock = new FakeClock(startMs);
  const store = memoryStore({ clock });
  let sequence = 0;
  return {
    clock,
    store,
    async fail(count) {
      sequence++;
      const timeMs = clock.now();
      const sample = { errorId: `failure ${sequence}`, timeMs, title: "Cannot read x" };
      const tally = { count, firstMs: timeMs, lastMs: timeMs, consumers: [] };
      const key = formatGroupKey(id, "orders", "v1");
      const groups = [[key, { ...tally, first: sample, last: sample }] as const];
      const frame = { ...emptyFrame(frameStart(timeMs)), groups };
      await store.apply(createBatch("s", sequence, frame));
    },
    ask: async (search, group = id) =>
      await readErrorGroup(store, parseGroupQuery(new URLSearchParams(search), clock.now()), group),
  };
}
