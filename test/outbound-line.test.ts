import { describe, expect, test } from "vitest";
import { addressOf, createCalling, dependenciesOf } from "./fakes/calling.ts";
import { requestLines, withoutContext } from "./fakes/fake-platform.ts";

describe("the line of a request", () => {
  test("lists the calls that it made, in order", async () => {
    const { watch, platform, inRequest } = createCalling(async (input) => {
      platform.clock.pass(5);
      if (addressOf(input).endsWith("/b")) throw new DOMException("late", "TimeoutError");
      return new Response("", { status: 201 });
    });
    await inRequest(async () => {
      await watch.fetch("https://api.example.com/orders/7", { method: "PUT", body: "x" });
      await watch.fetch("https://other.example.com/b").catch(() => {});
      await watch.time("qdrant.search", async () => platform.clock.pass(2));
    });
    expect(requestLines(platform)[0]).toMatchObject({
      calls: [
        { to: "api.example.com", method: "PUT", route: "/orders/:id", status: 201, duration_ms: 5 },
        { to: "other.example.com", method: "GET", route: "/b", error: "timeout", duration_ms: 5 },
        { to: "qdrant", operation: "search", duration_ms: 2 },
      ],
    });
    expect(requestLines(platform)[0]).not.toHaveProperty("calls_dropped");
  });

  test("lists ten of them, and says how many more there were", async () => {
    const { watch, platform, inRequest } = createCalling(async () => new Response());
    await inRequest(async () => {
      for (let calls = 0; calls < 13; calls++) await watch.fetch("https://api.example.com/");
    });
    const [line] = requestLines(platform);
    expect(line?.["calls"]).toHaveLength(10);
    expect(line).toHaveProperty("calls_dropped", 3);
  });

  test("has no list where there were none, and keeps what the app calls so", async () => {
    const { watch, platform, inRequest } = createCalling(async () => new Response());
    await inRequest(() => watch.log.set({ calls: "mine" }));
    expect(requestLines(platform)[0]).not.toHaveProperty("calls");
    expect(requestLines(platform)[0]).toHaveProperty(["fields.calls"], "mine");
  });

  test("of a job and of a fork have lists of their own", async () => {
    const { watch, platform } = createCalling(async () => new Response());
    const jobs = watch.handler({
      fetch: () => new Response(),
      scheduled: async () => {
        await watch.fetch("https://api.example.com/job");
        await watch.log.fork("later", () => watch.fetch("https://api.example.com/fork"));
      },
    });
    await jobs.scheduled();
    const lines = platform.lines.filter(({ event }) => event === "invocation");
    expect(lines.map((line) => [line["faas.trigger"], routesOf(line["calls"])])).toEqual([
      ["later", ["/fork"]],
      ["scheduled", ["/job"]],
    ]);
  });

  test("is without them where no context tells whose call it is, but they are counted", async () => {
    const { watch, app, platform, inRequest } = createCalling(
      async () => new Response(),
      {},
      withoutContext,
    );
    await inRequest(() => watch.fetch("https://api.example.com/"));
    expect(requestLines(platform)[0]).not.toHaveProperty("calls");
    expect((await dependenciesOf(app)).rows).toMatchObject([{ calls: 1 }]);
  });
});

function routesOf(calls: unknown): unknown[] {
  return Array.isArray(calls) ? calls.map((call: { route?: string }) => call.route) : [];
}
