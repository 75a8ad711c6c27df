import { expect, test } from "vitest";
import { Live, type EventStream, type Happening, type LiveState } from "../../src/page/live.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";

/** A stream that a test speaks for. */
class FakeStream implements EventStream {
  readyState = 0;
  readonly #listeners: [string, (event: { readonly data?: unknown }) => void][] = [];

  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void {
    this.#listeners.push([type, listener]);
  }

  close(): void {
    this.readyState = 2;
  }

  say(type: string, data: unknown = {}): void {
    if (type === "hello") this.readyState = 1;
    for (const [its, listener] of this.#listeners) {
      if (its === type) listener({ data: typeof data === "string" ? data : JSON.stringify(data) });
    }
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.say("error");
  }
}

function watched() {
  const clock = new FakeClock();
  const streams: FakeStream[] = [];
  const states: LiveState[] = [];
  const happenings: Happening[] = [];
  const server = { isReachable: true };
  const live = new Live({
    open() {
      streams.push(new FakeStream());
      return stream();
    },
    isReachable: () => Promise.resolve(server.isReachable),
    onState: (state) => states.push(state),
    onHappening: (happening) => happenings.push(happening),
    after(ms, run) {
      let isCancelled = false;
      void clock.delay(ms).then(() => (isCancelled ? undefined : run()));
      return () => {
        isCancelled = true;
      };
    },
  });
  live.start();
  function stream(): FakeStream {
    return streams.at(-1) ?? new FakeStream();
  }
  return { ...{ live, clock, streams, states, happenings, server, stream } };
}

test("it says how it is connected, and that something may have been missed", async () => {
  const { states, happenings, stream, server } = watched();
  stream().say("hello");
  expect(happenings).toEqual([]);
  server.isReachable = false;
  stream().fail(0);
  await settle();
  server.isReachable = true;
  stream().say("hello");
  expect(states).toEqual(["connecting", "live", "offline", "live"]);
  expect(happenings).toEqual([{ kind: "back" }]);
});

test("a stream that has come back before anybody could look is live", async () => {
  const { live, states, happenings, stream, server } = watched();
  stream().say("hello");
  server.isReachable = false;
  stream().fail(0);
  stream().say("hello");
  await settle();
  expect(states.at(-1)).toBe("live");
  live.stop();
  live.start();
  stream().say("hello");
  expect(states.at(-1)).toBe("live");
  expect(happenings).toEqual([]);
});

test("it tells what has happened, and bears what it does not know", () => {
  const { happenings, stream } = watched();
  stream().say("group", { kind: "regressed", group: { id: "a", title: "Boom" } });
  stream().say("health", { check: "warehouse", from: "pass", to: "fail" });
  stream().say("totals", { requests: 3 });
  stream().say("group", "not JSON");
  stream().say("health", "null");
  stream().say("else");
  expect(happenings.filter(({ kind }) => kind !== "changed")).toEqual([
    { kind: "group", title: "Boom", isRegressed: true },
    { kind: "check", check: "warehouse", status: "fail" },
  ]);
  expect(happenings.filter(({ kind }) => kind === "changed")).toHaveLength(5);
});

test("a stream that is refused is opened again, at longer and longer intervals up to 30 s", async () => {
  const { clock, streams, states, stream } = watched();
  for (let minute = 0; minute < 60; minute++) {
    if (stream().readyState !== 2) stream().fail(2);
    await clock.advance(60_000);
  }
  expect(new Set(states)).toEqual(new Set(["connecting", "polling"]));
  expect(streams.length).toBeGreaterThan(10);
  expect(streams.length).toBeLessThanOrEqual(61);
  stream().say("hello");
  expect(states.at(-1)).toBe("live");
});

test("it does nothing any more once it was stopped", async () => {
  const { live, clock, streams, stream } = watched();
  stream().say("hello");
  stream().fail(2);
  await settle();
  live.stop();
  await clock.advance(600_000);
  expect(streams).toHaveLength(1);
  expect(clock.waiting).toBe(0);
});
