import { describe, expect, test } from "vitest";
import { edgewatch, type Edgewatch } from "../src/index.ts";
import { forwardTo, type JobRun } from "../src/sentry.ts";
import { countsOf, token } from "./fakes/asking.ts";
import { createPlatform, type FakePlatform } from "./fakes/fake-platform.ts";

const hello = { fetch: (_request: Request) => new Response("hi") };

describe.for(["scheduled", "queue", "email"] as const)("a %s handler", (name) => {
  test("is observed with one line, and not counted as a request", async () => {
    const { watch, platform } = createWatched();
    const app = watch.handler({
      ...hello,
      [name]: async () => {
        platform.clock.pass(7);
      },
    });
    await call(app, name);
    expect(platform.lines).toMatchObject([
      {
        level: "info",
        message: `${name} ok`,
        logger: "invocation",
        event: "invocation",
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        "faas.trigger": name,
        duration_ms: 7,
      },
    ]);
    expect(await countsOf(app)).toEqual({});
  });

  test.for([
    ["an Error", new RangeError("no")],
    ["a string", "no"],
    ["undefined", undefined],
  ] as const)("that throws %s: it goes on, with one error line", async ([, thrown]) => {
    const { watch, platform } = createWatched();
    const app = watch.handler({
      ...hello,
      [name]: async () => {
        await Promise.resolve();
        throw thrown;
      },
    });
    await expect(call(app, name)).rejects.toBe(thrown);
    expect(platform.lines).toMatchObject([{ level: "error", message: `${name} failed` }]);
    expect(platform.lines[0]).toHaveProperty(["exception.type"]);
  });

  test("that throws before it returns a promise: the caller gets a rejection", async () => {
    const { watch, platform } = createWatched();
    const app = watch.handler({
      ...hello,
      [name]: () => {
        throw new RangeError("no");
      },
    });
    await expect(call(app, name)).rejects.toThrow(RangeError);
    expect(platform.lines).toHaveLength(1);
  });

  test("gets its arguments and `this`, and its logger the ids of the invocation", async () => {
    const { watch, platform } = createWatched();
    const seen: unknown[] = [];
    const app = watch.handler({
      ...hello,
      greeting: "hi",
      [name](this: { greeting: string }, ...args: unknown[]) {
        seen.push(this.greeting, ...args);
        watch.log.info("working");
      },
    });
    const [event, env, context] = [{}, {}, { waitUntil() {} }];
    await call(app, name, event, env, context);
    expect(seen).toEqual(["hi", event, env, context]);
    expect(seen[1]).toBe(event);
    expect(platform.lines.map(({ message }) => message)).toEqual(["working", `${name} ok`]);
    expect(platform.lines[0]?.["trace_id"]).toBe(platform.lines[1]?.["trace_id"]);
  });
});

test("a scheduled handler's runs are told to forwarders that watch jobs, with schedule and outcome", async () => {
  const platform = createPlatform();
  const runs: JobRun[] = [];
  const errorSinks = [{ ...forwardTo(() => {}), checkIn: (run: JobRun) => void runs.push(run) }];
  const watch = edgewatch({ service: "orders", token, errorSinks }, platform);
  const app = watch.handler({
    ...hello,
    scheduled: async (event: { cron?: string; fails?: boolean }) => {
      platform.clock.pass(1_500);
      if (event.fails === true) throw new Error("no");
    },
    queue: async () => {},
  });
  await call(app, "scheduled", { cron: "*/5 * * * *" });
  await expect(call(app, "scheduled", { cron: "0 0 * * *", fails: true })).rejects.toThrow("no");
  await call(app, "scheduled", {});
  await call(app, "queue", { cron: "no schedule" });
  expect(runs).toEqual([
    { name: "orders */5 * * * *", schedule: "*/5 * * * *", hasFailed: false, durationMs: 1_500 },
    { name: "orders 0 0 * * *", schedule: "0 0 * * *", hasFailed: true, durationMs: 1_500 },
  ]);
});

test.for(["tail", "tailStream", "trace", "test"] as const)(
  "a %s handler is passed on, bound to its app",
  (name) => {
    const { watch, platform } = createWatched();
    class App {
      readonly answer = 42;
      fetch(_request: Request): Response {
        return new Response("hi");
      }
    }
    const app = Object.assign(new App(), {
      [name](this: App) {
        return this.answer;
      },
    });
    const wrapped: object = watch.handler(app);
    const handler: unknown = Reflect.get(wrapped, name);
    expect(typeof handler === "function" && Reflect.apply(handler, undefined, [])).toBe(42);
    expect(platform.lines).toEqual([]);
  },
);

function createWatched(): { watch: Edgewatch; platform: FakePlatform } {
  const platform = createPlatform();
  return { watch: edgewatch({ service: "orders", token }, platform), platform };
}

async function call(app: object, name: string, ...args: unknown[]): Promise<unknown> {
  const handler: unknown = Reflect.get(app, name);
  if (typeof handler !== "function") throw new TypeError(`no handler: ${name}`);
  return await Reflect.apply(handler, undefined, args);
}
