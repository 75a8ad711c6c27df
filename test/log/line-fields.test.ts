import { describe, expect, test } from "vitest";
import { send, allLines, listen, type Line } from "./listening.ts";

describe("log.set()", () => {
  test("adds to the one line of the request, later values going before earlier ones", async () => {
    const line = await lineAfter((set) => {
      set({ "order.id": 1, a: 1 });
      set({ a: { b: 2 }, c: [3] });
    });
    expect(line).toMatchObject({ event: "http.request", "order.id": 1, a: { b: 2 }, c: [3] });
  });

  test("adds to the line of the running request only", async () => {
    const listening = listen();
    const app = listening.watch.handler({
      fetch: async ({ url }) => {
        listening.watch.log.set({ mine: url });
        await Promise.resolve();
        listening.watch.log.set({ still: url });
        return new Response("ok");
      },
    });
    const urls = ["http://localhost/a", "http://localhost/b", "http://localhost/c"];
    await Promise.all(urls.map((url) => app.fetch(new Request(url))));
    for (const line of allLines(listening)) expect(line["mine"]).toBe(line["still"]);
    expect(
      allLines(listening)
        .map(({ mine }) => mine)
        .map(String)
        .toSorted(),
    ).toEqual(urls);
  });

  test("takes 64 names, and tells how many it has dropped", async () => {
    const line = await lineAfter((set) => {
      for (let n = 0; n < 100; n++) set({ [`n${n}`]: n });
    });
    expect(Object.keys(line).filter((name) => /^n\d+$/.test(name))).toHaveLength(64);
    expect(line["log.dropped_fields"]).toBe(36);
  });

  test("takes 16,384 characters together", async () => {
    const line = await lineAfter((set) => {
      for (let n = 0; n < 60; n++) set({ [`n${n}`]: "x".repeat(1_000) });
      set({ huge: "x".repeat(1_000_000) });
      set({ list: Array.from({ length: 100_000 }, (_, index) => index) });
    });
    expect(Object.keys(line).filter((name) => /^n\d+$/.test(name))).toHaveLength(16);
    expect(line["log.dropped_fields"]).toBe(46);
  });

  test("counts a field that is set again and again once", async () => {
    const line = await lineAfter((set) => {
      for (let n = 0; n <= 5_000; n++) set({ step: n, text: "x".repeat(100) });
    });
    expect(line).toMatchObject({ step: 5_000 });
    expect(line).not.toHaveProperty(["log.dropped_fields"]);
  });

  test("takes __proto__ and constructor for names like any other", async () => {
    const attack: Record<string, unknown> = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}}}',
    );
    const again: Record<string, unknown> = JSON.parse('{"__proto__":{"polluted":3}}');
    const listening = listen();
    await runIn(listening, () => {
      listening.watch.log.set(attack);
      listening.watch.log.set(again);
    });
    expect(listening.lines.otel[0]).toContain('"__proto__":{"polluted":3}');
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("cannot replace what the line says of itself, nor write a name twice", async () => {
    const listening = listen();
    await runIn(listening, () =>
      listening.watch.log.set({
        level: "fatal",
        trace_id: "forged",
        "http.route": "/forged",
        "http.response.status_code": 299,
        duration_ms: -1,
      }),
    );
    const text = listening.lines.otel[0] ?? "";
    for (const name of [
      "level",
      "trace_id",
      "http.route",
      "http.response.status_code",
      "duration_ms",
    ]) {
      expect(text.split(`"${name}":`)).toHaveLength(2);
    }
    expect(allLines(listening)[0]).toMatchObject({
      "http.response.status_code": 200,
      "fields.level": "fatal",
    });
  });

  test("after the line was written makes a line that warns, with the same ids", async () => {
    const listening = listen();
    const answered = Promise.withResolvers<void>();
    const said = Promise.withResolvers<void>();
    const app = listening.watch.handler({
      fetch: () => {
        void answered.promise
          .then(() => listening.watch.log.set({ late: 1, password: "x" }))
          .then(said.resolve);
        return new Response("ok");
      },
    });
    await send(app, new Request("http://localhost/"));
    answered.resolve();
    await said.promise;
    const [line, warning] = allLines(listening);
    expect(line).not.toHaveProperty("late");
    expect(warning).toMatchObject({
      level: "warn",
      late: 1,
      password: "[REDACTED]",
      request_id: line?.["request_id"],
    });
  });

  test("outside of an invocation makes a line of its own", () => {
    const listening = listen();
    listening.watch.log.set({ a: 1 });
    expect(allLines(listening)).toMatchObject([{ level: "warn", a: 1 }]);
  });
});

type Set = (fields: Readonly<Record<string, unknown>>) => void;

async function lineAfter(work: (set: Set) => void): Promise<Line> {
  const listening = listen();
  await runIn(listening, () => work(listening.watch.log.set));
  return allLines(listening).at(-1) ?? {};
}

async function runIn({ watch }: ReturnType<typeof listen>, work: () => void): Promise<void> {
  const app = watch.handler({
    fetch: () => {
      work();
      return new Response("ok");
    },
  });
  await send(app, new Request("http://localhost/a"));
}
