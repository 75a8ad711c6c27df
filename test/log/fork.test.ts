import { describe, expect, test } from "vitest";
import { log } from "../../src/ambient-log.ts";
import { send, allLines, listen } from "./listening.ts";

describe("log.fork()", () => {
  test("runs under a span and a line of its own, with the ids of the request", async () => {
    const listening = listen();
    const { watch } = listening;
    let result: Promise<number> | undefined;
    const app = watch.handler({
      fetch: () => {
        watch.log.info("before");
        result = watch.log.fork("mail", async () => {
          log.info("within");
          watch.log.set({ sent: 1 });
          await Promise.resolve();
          log.info("still within");
          return 42;
        });
        watch.log.set({ mine: 1 });
        return new Response("ok");
      },
    });
    await send(app, new Request("http://localhost/", { headers: { "x-request-id": "req-7" } }));
    expect(await result).toBe(42);
    const lines = allLines(listening);
    const by = new Map(lines.map((line) => [line["message"], line]));
    const [request, fork] = [by.get("GET / 200"), by.get("mail ok")];
    expect(lines).toHaveLength(5);
    expect(new Set(lines.map((line) => line["request_id"]))).toEqual(new Set(["req-7"]));
    expect(new Set(lines.map((line) => line["trace_id"])).size).toBe(1);
    expect(by.get("within")?.["span_id"]).toBe(fork?.["span_id"]);
    expect(by.get("still within")?.["span_id"]).toBe(fork?.["span_id"]);
    expect(by.get("before")?.["span_id"]).toBe(request?.["span_id"]);
    expect(fork?.["span_id"]).not.toBe(request?.["span_id"]);
    expect(fork).toMatchObject({ event: "invocation", "faas.trigger": "mail", sent: 1 });
    expect(fork).not.toHaveProperty("mine");
    expect(request).toMatchObject({ mine: 1 });
    expect(request).not.toHaveProperty("sent");
  });

  test("logs what the work throws, and throws it on", async () => {
    const listening = listen();
    for (const work of [(): never => fail(), async (): Promise<never> => fail()]) {
      await expect(listening.watch.log.fork("mail", work)).rejects.toThrow("token=hunter2");
    }
    expect(allLines(listening)).toMatchObject([
      { level: "error", message: "mail failed", "exception.message": "token=[REDACTED]" },
      { level: "error", message: "mail failed" },
    ]);
    expect(listening.lines.otel.join()).not.toContain("hunter2");
  });

  test("is held by waitUntil until it ends, and never rejects there", async () => {
    const listening = listen();
    const held: Promise<unknown>[] = [];
    const { promise, reject } = Promise.withResolvers<never>();
    const app = listening.watch.handler({
      fetch: (_request: Request, _env: unknown, _context: unknown) => {
        listening.watch.log.fork("mail", () => promise).catch(() => {});
        return new Response("ok");
      },
    });
    const request: unknown = app.fetch(
      new Request("http://localhost/"),
      {},
      { waitUntil: (work: Promise<unknown>) => void held.push(work) },
    );
    await request;
    expect(held.length).toBeGreaterThan(0);
    expect(allLines(listening).map(({ message }) => message)).not.toContain("mail failed");
    reject(new Error("no"));
    await listening.clock.advance(60_000);
    await Promise.all(held);
    expect(allLines(listening).map(({ message }) => message)).toContain("mail failed");
  });

  test("forks a fork", async () => {
    const listening = listen();
    await listening.watch.log.fork("outer", () =>
      listening.watch.log.fork("inner", () => log.info("hi")),
    );
    const lines = allLines(listening);
    expect(lines.map(({ message }) => message)).toEqual(["hi", "inner ok", "outer ok"]);
    expect(new Set(lines.map((line) => line["trace_id"])).size).toBe(1);
    expect(new Set(lines.map((line) => line["span_id"])).size).toBe(2);
  });

  test("outside of an instance just runs the work", async () => {
    await expect(log.fork("mail", () => 42)).resolves.toBe(42);
    await expect(log.fork("mail", fail)).rejects.toThrow("token=hunter2");
  });
});

function fail(): never {
  throw new Error("token=hunter2");
}
