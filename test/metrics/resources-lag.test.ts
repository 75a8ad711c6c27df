import { describe, expect, test } from "vitest";
import { EventLoopLag } from "../../src/metrics/event-loop-lag.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";

const notMeasured = { value: undefined, reason: "not measured yet" };

describe("EventLoopLag", () => {
  test("is not known before it has been measured", async () => {
    const { clock, lag } = setUp();
    expect(lag.ask()).toEqual(notMeasured);
    await clock.advance(100);
    expect(lag.ask()).toEqual({ value: 0 });
  });

  test("tells how late a timer was, without what is usual", async () => {
    const { clock, lag } = setUp(1.5);
    lag.ask();
    await block(clock, 250);
    expect(lag.ask()).toEqual({ value: 148.5 });
  });

  test("tells the worst of the last 10 s at least, and of no more than 20 s and a bit", async () => {
    const { clock, lag } = setUp();
    lag.ask();
    await block(clock, 400);
    await clock.advance(9_700);
    expect(lag.ask()).toEqual({ value: 300 });
    await clock.advance(10_200);
    expect(lag.ask()).toEqual({ value: 0 });
  });

  test("measures only while somebody asks", async () => {
    const { clock, lag } = setUp();
    expect(clock.waiting).toBe(0);
    lag.ask();
    lag.ask();
    expect(clock.waiting).toBe(1);
    await clock.advance(60_000);
    lag.ask();
    await clock.advance(80_000);
    expect(clock.waiting).toBe(1);
    await clock.advance(11_000);
    expect(clock.waiting).toBe(0);
  });

  test("forgets what it knew while nobody asked", async () => {
    const { clock, lag } = setUp();
    lag.ask();
    await block(clock, 400);
    await clock.advance(600_000);
    expect(lag.ask()).toEqual(notMeasured);
  });
});

function setUp(floorMs = 0): { readonly clock: FakeClock; readonly lag: EventLoopLag } {
  const clock = new FakeClock();
  return { clock, lag: new EventLoopLag(clock, floorMs) };
}

/** Computes for so long. */
async function block(clock: FakeClock, ms: number): Promise<void> {
  clock.pass(ms);
  await clock.advance(0);
  await settle();
}
